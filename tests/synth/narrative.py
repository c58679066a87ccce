"""Running text from the same truth: headline figures, functional lines in every wording, and the glossary."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from . import truth as t
from .blocks import Block, PageBreak, Text
from .facts import Amount, NarrativeLine
from .figures import COUNTS, figure
from .invent import vocabulary
from .look import fill
from .names import function_name
from .printing import FEN, chinese, number, percent, plain
from .truth import Account

TOKEN = re.compile(r"\{([ACPSKN]):([\w.+]+)(?:@(\w+))?(?:/([\w.]+))?\}")


@cache
def wordings() -> dict[str, Any]:
    """The wordings (narrative.toml): parts with their paragraphs, and styles that choose among them."""
    return tomllib.loads(Path(__file__).with_name("narrative.toml").read_text(encoding="utf-8"))


class Writer:
    """Writes one narrative."""

    def __init__(self, style: dict[str, Any], account: Account, random: Random) -> None:
        self.style, self.account, self.random = style, account, random
        self.unit: str = style.get("unit", "万元")
        self.decimals: int = style.get("decimals", 2)
        self.commas: bool = style.get("commas", False)
        self.phase = account.kind
        self.blocks: list[Block] = []

    def money(self, fen: int) -> str:
        """Money in the narrative's unit."""
        return number(fen, FEN[self.unit], self.decimals, self.commas)

    # --- headline figures --------------------------------------------------------------------------------
    def sentence(self, template: str, role: str = "body") -> None:
        """A paragraph whose tokens are figures; each concept it states becomes a fact."""
        stated: dict[tuple[str, str], dict[str, str]] = {}
        text = TOKEN.sub(lambda m: self._token(m, stated), template)
        text = fill(text.replace("{u}", self.unit), self.account)
        facts = tuple(
            Amount("text", concept, phase, parts.pop("amount"), parts.pop("unit", self.unit), **parts)
            for (concept, phase), parts in stated.items()
            if "amount" in parts
            and concept not in ("fiscal", "institutional", "other", "general_budget.project")
        )
        self.blocks.append(Text(text, role, facts))

    def _token(self, found: re.Match[str], stated: dict[tuple[str, str], dict[str, str]]) -> str:
        kind, names, phase, whole = found.groups()
        concepts = names.split("+")
        phase = phase or self.phase
        parts = [stated.setdefault((c, phase), {}) for c in concepts]
        if kind == "N":
            count, unit = COUNTS[concepts[0]]
            value = str(self.account.counts[count])
            parts[0].update(amount=value, unit=unit)
            return value + unit
        which = "budget" if phase == "budget" and self.phase == "final" else "amount"
        now = figure(self.account, concepts[0], which)
        if kind == "A":
            for part in parts:
                part["amount"] = plain(self.money(now))
            return self.money(now) + self.unit
        if kind in "CP":
            return self._change(kind, now, figure(self.account, concepts[0], "prior"), parts)
        base = figure(self.account, whole or concepts[0], "amount" if kind == "S" else "budget")
        value = percent(now, base)
        for part in parts:
            if value:
                part["share_pct" if kind == "S" else "completion_pct"] = value
        return f"{value or '0.00'}%"

    def _change(self, kind: str, now: int, before: int, parts: list[dict[str, str]]) -> str:
        sign = "-" if now < before else ""
        size = abs(now - before)
        if kind == "C":
            for part in parts:
                part["change_amount"] = sign + plain(self.money(size))
            return ("减少" if sign else "增加") + self.money(size) + self.unit
        value = percent(size, before)
        for part in parts:
            part["change_pct"] = sign + value
        return ("下降" if sign else "增长") + f"{value or '0.00'}%"

    # --- functional lines --------------------------------------------------------------------------------
    def line(self, template: str, code: str, n: int, role: str = "body") -> None:
        """A paragraph that states one functional line."""
        self.blocks.append(Text(*self._stated(template, code, n, role)))

    def _stated(
        self, template: str, code: str, n: int, role: str
    ) -> tuple[str, str, tuple[NarrativeLine, ...]]:
        account, year = self.account, self.account.year
        funds = (t.GENERAL,)
        now = account.spend(code, funds)
        budget = account.spend(code, funds, which="budget") if self.phase == "final" else 0
        prior = account.spend(code, funds, which="prior")
        total = account.spend("", funds)
        words = vocabulary()["project"]
        up = now >= prior
        names = {
            k: function_name(code[:d], year)
            for k, d in (("class", 3), ("section", 5), ("item", 7))
            if len(code) >= d
        }
        short = names["class"].removesuffix("支出")
        values = {
            **names, "short": short, "n": n, "cn": chinese(n), "code": code, "section_code": code[3:5],
            "item_code": code[5:7], "class_code": code[:3], "amount": self.money(now), "budget": self.money(budget),
            "prior_amount": self.money(prior), "share": percent(now, total), "u": self.unit,
            "done": f"，完成年初预算的{percent(now, budget)}%" if budget else "",
            "compare": self._compare(now, budget), "use": self.random.choice(words["uses"]),
            "reason": self.random.choice(words["reasons"]),
            "change": ("增加" if up else "减少") + self.money(abs(now - prior)) + self.unit,
            "rate": ("增长" if up else "下降") + f"{percent(abs(now - prior), prior) or '100.00'}%",
            "year": year, "prior": year - 1, "department": account.department,
        }  # fmt: skip
        uses = set(re.findall(r"\{(\w+)\}", template))
        text = template.format(**values)
        if "amount" not in uses:
            return text, role, ()
        fact = self._fact(code, names, short, uses, (now, budget, prior), values["share"])
        return text, role, (fact,)

    def _fact(
        self,
        code: str,
        names: dict[str, str],
        short: str,
        uses: set[str],
        sums: tuple[int, int, int],
        share: str,
    ) -> NarrativeLine:
        """What a sentence states, of the outturn, the budget and the year before, by the words that it uses."""
        now, budget, prior = sums
        planned = budget if self.phase == "final" else now
        return NarrativeLine(
            names["class"] if "class" in uses else short if "short" in uses else "",
            names.get("section", "") if "section" in uses else "",
            names.get("item", "") if "item" in uses else "",
            code,
            plain(self.money(now)) if self.phase == "final" else "",
            plain(self.money(planned)) if self.phase == "budget" or "budget" in uses else "",
            plain(self.money(prior)) if "prior_amount" in uses else "",
            share if "share" in uses else "",
            percent(now, budget) if "done" in uses and budget else "",
            self.unit,
        )  # fmt: skip

    def _compare(self, now: int, budget: int) -> str:
        reason = self.random.choice(vocabulary()["project"]["reasons"]).removeprefix("主要原因是")
        if now == budget:
            return "决算数与年初预算数持平。"
        return f"决算数{'大于' if now > budget else '小于'}年初预算数的主要原因是：{reason}。"

    def structure(self) -> None:
        """The classes with their amounts and shares, in one paragraph or one each."""
        classes = sorted({c[:3] for c in self.account.codes((t.GENERAL,))})
        lead = fill(self.style.get("structure_lead", ""), self.account).replace("{u}", self.unit)
        made = [self._stated(self.style["structure_item"], c, i, "body") for i, c in enumerate(classes, 1)]
        if self.style.get("structure_split"):
            if lead:
                self.sentence(lead)
            self.blocks += [Text(*m) for m in made]
            return
        facts = tuple(f for m in made for f in m[2])
        self.blocks.append(Text(lead + "；".join(m[0] for m in made) + "。", "body", facts))

    def items(self) -> None:
        """Every item of the general budget, under the headings that the style asks for."""
        codes = self.account.codes((t.GENERAL,))
        seen: set[str] = set()
        n = m = 0
        for code in codes:
            for level, key in ((3, "class_line"), (5, "section_line")):
                if key in self.style and code[:level] not in seen:
                    seen.add(code[:level])
                    m += level == 3
                    n = 0 if self.style.get("restart") else n
                    self.line(self.style[key], code[:level], m, "heading" if level == 3 else "body")
            n += 1
            self.line(self.style["item"], code, n)

    # --- parts -------------------------------------------------------------------------------------------
    def part(self, part: dict[str, Any]) -> None:
        """A heading with its paragraphs."""
        if part.get("heading"):
            self.sentence(part["heading"], "heading")
        for paragraph in part["paragraphs"]:
            if paragraph == "@structure":
                if "structure_item" in self.style:
                    self.structure()
            elif paragraph == "@items":
                if "item" in self.style:
                    self.items()
            else:
                self.sentence(paragraph)

    def glossary(self) -> None:
        """名词解释: names without amounts, which are no lines."""
        self.blocks.append(Text("第四部分　名词解释", "part"))
        entries = list(wordings()["glossary"]["entries"])
        for i, code in enumerate(self.account.codes((t.GENERAL,))[:4]):
            names = [function_name(code[:d], self.account.year) for d in (3, 5, 7)]
            marked = f"{names[0]}（类）{names[1]}（款）{names[2]}（项）"
            entries.append(f"{marked}：指反映{vocabulary()['project']['uses'][i]}方面的支出。")
        for n, entry in enumerate(entries, 1):
            self.blocks.append(Text(entry, "body", (), f"{n}." if self.style.get("numbered") else ""))


def narrative(names: tuple[str, ...], account: Account, random: Random) -> list[Block]:
    """The narrative of a family: its parts in the style's wording, and the glossary."""
    out: list[Block] = []
    for name in names:
        style = wordings()["style"][name]
        writer = Writer(style, account, random)
        writer.blocks.append(PageBreak())
        for part in style["parts"]:
            writer.part(wordings()["part"][part])
        if style.get("glossary", True):
            writer.glossary()
        out += writer.blocks
    return out
