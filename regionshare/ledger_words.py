"""The ledger page's words, in both languages."""

from __future__ import annotations

WORDS = {
    "en": {
        "overview": "All statements, with the verdict today and when spoken",
        "claim": "Claim",
        "says": "Statement",
        "stated": "Read as",
        "today": "Today",
        "spoken": "When spoken",
        "count": "k of n",
        "group": "Group",
        "tally": "How many statements have each verdict today (when spoken)",
        "all": "All",
        "repeat": "repeat, outside the tally",
        "said_by": "Said by",
        "of": "About",
        "asked_of": "asked of",
        "reading": "Read as",
        "reason": "Why",
        "reason_spoken": "When spoken",
        "note": "Note",
        "settles": "What would settle it",
        "filter": "Show",
        "findings": "What statements imply for each other",
        "region": "Region",
        "could": "Could say it",
        "who": "The central sentence, asked of every region",
    },
    "zh": {
        "overview": "所有陈述及其今日与发言时的结论",
        "claim": "编号",
        "says": "陈述",
        "stated": "读作",
        "today": "今日",
        "spoken": "发言时",
        "count": "相符数",
        "group": "类别",
        "tally": "各类结论的陈述数：今日（发言时）",
        "all": "全部",
        "repeat": "重复，不计入",
        "said_by": "发言方",
        "of": "关于",
        "asked_of": "问于",
        "reading": "读作",
        "reason": "理由",
        "reason_spoken": "发言时",
        "note": "说明",
        "settles": "什么可以定论",
        "filter": "显示",
        "findings": "陈述之间的相互推论",
        "region": "地区",
        "could": "能否这样说",
        "who": "将核心语句问于每个地区",
    },
}

FITS = {
    "en": {True: "fits", False: "does not fit", None: ""},
    "zh": {True: "相符", False: "不符", None: ""},
}
ANSWERS = {
    "en": ("yes", "of the economy only", "no", "not all figures at hand"),
    "zh": ("能", "仅就经济而言", "不能", "数据不全"),
}
