"""Government economic classes (5xx) for department economic classes (3xx), enough for invented accounts."""

from __future__ import annotations

OFFICE = {
    "30215": "50202", "30216": "50203", "30218": "50204", "30226": "50205", "30227": "50205", "30217": "50206",
    "30212": "50207", "30231": "50208", "30213": "50209", "30299": "50299", "30214": "50201", "30239": "50201",
}  # fmt: skip
PAY = {
    "30101": "50101",
    "30102": "50101",
    "30103": "50101",
    "30113": "50103",
    "30199": "50199",
    "30107": "50101",
}
PEOPLE = {"30302": "50905", "30309": "50999", "30305": "50901"}
CAPITAL = {"31002": "50306", "31003": "50306", "31007": "50306", "31013": "50303"}


def gov_code(economic: str, function: str) -> str:
    """The 5xx class; items of institutions (50, 02 of welfare and the like) fall under 505 and 506."""
    if function.endswith("50"):
        return (
            {"301": "50501", "302": "50502", "303": "509", "310": "50601"}[economic[:3]]
            .ljust(5, "0")
            .replace("50900", "50999")
        )
    if economic.startswith("301"):
        return PAY.get(economic, "50102")
    if economic.startswith("302"):
        return OFFICE.get(economic, "50201")
    return PEOPLE.get(economic) or CAPITAL.get(economic, "50399")
