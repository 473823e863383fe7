"""Words of cards, downloads and the register page, in both languages."""

from __future__ import annotations

from typing import Final

CARD: Final[dict[str, dict[str, str]]] = {
    "en": {
        "formula": "Formula",
        "basis": "Basis",
        "inputs": "Figures",
        "span": "Span",
        "hash": "Hash",
        "more": "and {} more: {}",
        "semicolon": "; ",
        "via": "through {}",
        "dated": "published {}",
        "spanned": "{} over {} admissible choices, not an error margin",
        "not_compared": "not compared with the publisher's table",
        "whole": "full entry in the register",
        "close": "Close",
        "copy": "Copy",
        "plain": "Text",
        "markdown": "Markdown",
        "latex": "LaTeX",
        "bibtex": "BibTeX",
        "link": "Link",
        "register": "Register of numbers: {}",
        "files": "Whole, as files:",
        "figures": "all figures (ZIP)",
        "citation": "the report and its data as references (BibTeX)",
        "package": "data package",
        "crate": "RO-Crate",
        "lead": "Every number that this edition prints, by the chapter that shows it first. Each "
        "opens to its formula with the figures put in, every figure with its source and the copy "
        "it came through, the basis, the span over the other published choices, and an entry for "
        "a bibliography. The same content is in `numbers.json`. The hash stands for id, value, unit, "
        "decimals, inputs and basis, not for the words about them: who cites it cites these.",
    },
    "zh": {
        "formula": "公式",
        "basis": "口径",
        "inputs": "所用数值",
        "span": "范围",
        "hash": "哈希",
        "more": "另有{}个：{}",
        "semicolon": "；",
        "via": "转录自{}",
        "dated": "{}发布",
        "spanned": "{}（{}种可采用口径，不是误差）",
        "not_compared": "尚未与发布者原表核对",
        "whole": "登记页全文",
        "close": "关闭",
        "copy": "复制",
        "plain": "文本",
        "markdown": "Markdown",
        "latex": "LaTeX",
        "bibtex": "BibTeX",
        "link": "链接",
        "register": "数字登记：{}",
        "files": "整体下载：",
        "figures": "全部图（ZIP）",
        "citation": "报告和数据的文献条目（BibTeX）",
        "package": "数据包",
        "crate": "RO-Crate",
        "lead": "本版印出的所有数字，按首次出现的章节排列。点开可见代入数值的公式、每个数值及其来源和"
        "转录件、口径、其他已发布口径的范围，以及文献条目。同样的内容见"
        "`numbers.json`。哈希代表编号、数值、单位、小数位、所用数值和口径，不含说明文字：引用哈希即引用这些。",
    },
}

DOWNLOADS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "label": "Download {}",
        "download": "Download",
        "cite": "Cite",
        "zip": "all (ZIP)",
        "svg": "SVG",
        "-89mm.pdf": "PDF 89 mm",
        "-183mm.pdf": "PDF 183 mm",
        "-300dpi.png": "PNG 300 dpi",
        "-600dpi.png": "PNG 600 dpi",
        "csv": "CSV",
        "json": "metadata (JSON)",
        "py": "code",
        "bib": "BibTeX",
        "ris": "RIS",
        "csl.json": "CSL-JSON",
    },
    "zh": {
        "label": "下载{}",
        "download": "下载",
        "cite": "引用",
        "zip": "全部（ZIP）",
        "svg": "SVG",
        "-89mm.pdf": "PDF 89毫米",
        "-183mm.pdf": "PDF 183毫米",
        "-300dpi.png": "PNG 300 dpi",
        "-600dpi.png": "PNG 600 dpi",
        "csv": "CSV",
        "json": "元数据（JSON）",
        "py": "代码",
        "bib": "BibTeX",
        "ris": "RIS",
        "csl.json": "CSL-JSON",
    },
}
