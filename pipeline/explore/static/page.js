// Ctrl+Enter runs the query; "/" goes to the search box, Esc leaves a field; the marked cell comes into view.
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("#sql");
  if (box && event.target === box && event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form.requestSubmit();
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
    event.preventDefault();
    document.querySelector("header input").select();
  }
  if (event.key === "Escape" && document.activeElement !== document.body) document.activeElement.blur();
});
const cell = document.querySelector("td#mark");
if (cell) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
