"""Grammar: how clauses over the data are built, in English and Chinese, and what each form says.

The rules of figures are those of `regionshare.claims.grammar`; the words come from the lexicon. A
clause is read to its last word or refused. What is read here are words in their places: whose figure
it is where a clause does not repeat it, and whether the data have it, is told by `statements`.
"""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import lark

from regionshare.claims import grammar as figures
from regionshare.claims.grammar import Given, Meaning, Meanings
from regionshare.claims.notation import Token
from regionshare.errors import ParameterError
from regionshare.files import compiled
from regionshare.sentences.clauses import COUNTS
from regionshare.sentences.parsing import Foreseeing

CLAUSE = """
share: _subject _does _figure _of whole
     | _subject _does _figure TO whole
     | IN who _does _figure _of whole
     | IN who _does nation _figure CONCEPT
     | _who SHARE _of_who (OF | IN) whole _does _figure
     | SHARE OF who CONCEPT (IN | TO) whole _does _figure
     | _figure _of whole _does _done (IN | BY | FROM) who
     | _subject _does _in nation _quantity _part _does _figure
     | _who _does _in nation _figure CONCEPT
     | nation _does _figure CONCEPT _does _done IN who _does
     | nation _does _figure CONCEPT DONE who
     | _figure _of whole DONE who
     | _figure DONE (IN | BY | FROM) who
     | _figure DONE who
     | _figure _verb BY who
     | nation CONCEPT _figure _does _done IN who
     | nation CONCEPT _figure DONE who
     | nation CONCEPT IN who OCCUPY _does _figure
     | _subject _part_of _does _figure
     | _who SHARE (OF | IN) CONCEPT _does _figure
     | ITS SHARE (OF | IN) CONCEPT _does _figure
     | _who _doing OCCUPY _in nation _figure CONCEPT
     | _who _doing OCCUPY _figure CONCEPT
value: part _does _figure
     | (ratio | part) OF _figure
     | _who _verb (CONCEPT | _ratio) OF _figure
     | _figure _does IN who
     | _who (USES | EMITS | HOLDS | MAKES) CONCEPT _figure
     | _who _verb _figure _of _quantity
     | _who _verb ITS _figure _quantity
     | _who _figure _of CONCEPT
     | ratio _does _figure
     | _who _verb _figure _of CONCEPT per
     | _who _verb _figure per
     | ratio _does _figure per
     | PER_HEAD _does _figure
     | _who per _verb _figure
     | _who per _verb CONCEPT _figure
bare: _figure | who _figure | who FOR _figure | _figure per
_subject: who | part |
_who: who |
_of_who: OF who |
who: REGION | REGION PROVINCES | PRONOUN
nation: NATION
part: who CONCEPT | who CONCEPT TOTAL | who TOTAL CONCEPT | CONCEPT (OF | IN) who | ITS CONCEPT
    | CONCEPT
whole: nation CONCEPT | nation CONCEPT TOTAL | nation TOTAL | nation TOTAL CONCEPT
     | nation TOTAL OF CONCEPT | CONCEPT (OF | IN) nation | TOTAL (OF | IN) nation | nation
     | PEOPLE | ITS CONCEPT | THAT_OF nation
ratio: who _ratio | _ratio (OF | IN) who | ITS _ratio | _ratio
_ratio: RATIO | PER_HEAD CONCEPT | CONCEPT per | (PER_GDP | PER_ENERGY) CONCEPT
per: PER_HEAD | PER_GDP | PER_ENERGY
_part: _part_of |
_part_of: SHARE | OCCUPY | OCCUPY SHARE | TOTAL | OCCUPY TOTAL
_quantity: CONCEPT |
_does: _verb |
_done: DONE |
_of: OF |
_in: IN |
_verb: USES | EMITS | HOLDS | MAKES | LIVES | OCCUPY | BE | WITH | BE HOLDS | BE USES | BE EMITS
     | BE MAKES | HOLDS OCCUPY | BE OCCUPY
_doing: WITH | MAKES | USES | EMITS
_figure: _amount | from_to
_amount: plain | bounded | both | span

%declare REGION NATION PEOPLE CONCEPT RATIO PRONOUN ITS OF FOR OCCUPY USES EMITS HOLDS MAKES
%declare EVERY LIVES DONE BY BE RISES FALLS SHARE AVERAGE TOTAL PER_HEAD PER_GDP PER_ENERGY MORE LESS THAN
%declare ANY_OTHER SECOND_TO LEADS COMPARED AS AS_MUCH THAT_OF RANKS AMONG PROVINCES EMITTER USER POPULOUS PLACES WITH
"""
"""Clauses that state a share or a value."""
FURTHER = """
each: PER NUMBER _unit _of whole _in _does NUMBER _unit _does _done (IN | FROM) who
    | PER NUMBER _unit whole _in _does NUMBER _unit _does who CONCEPT
    | nation PER NUMBER UNIT _in _does NUMBER _unit _does IN who
    | nation PER NUMBER UNIT _in _does NUMBER _unit _does who CONCEPT
    | nation PER NUMBER UNIT CONCEPT _in _does NUMBER _unit DONE who
    | EVERY ORDINAL whole _does IN who
    | EVERY ORDINAL whole CONCEPT _does IN who
    | NUMBER whole IN NUMBER _does IN who -> one_in
compared: ratio _does _figure _of_level _level
        | ratio _does _level _figure
        | BE other _figure
        | part _does _figure _of_level other
        | part _does other _figure
        | _who _verb _figure CONCEPT OF other
        | _what _does side _than _level
        | _what _does _figure side _than _level
        | _what side _than _level _figure
        | _what (COMPARED | AND) _level _compared side
        | _what (COMPARED | AND) _level _compared side _figure
        | _does side _than other
        | _does _figure side _than other
        | _does _figure _of_level mean
        | _does mean _figure
        | _does side _than mean
        | _does _figure side _than mean
        | _does side _than mean _figure
        | _who _verb side CONCEPT _per THAN _level
        | _who _verb _figure side CONCEPT _per THAN _level
        | _who _rank side _than other (IN | BY | FOR) (CONCEPT | _ratio)
        | _who _verb _figure other
        | _who _verb _figure side _than _level
        | _who _verb _figure AS_MUCH CONCEPT _per AS _level
        | _against _level _compared _what _does side
        | _against _level _compared _what _does side _figure
        | _against _level _compared _what _does _figure side
        | THAN _level who _verb side CONCEPT _per
        | THAN _level who _verb _figure side CONCEPT _per
        | (CONCEPT | _ratio) _does side IN who THAN _in other
        | _what _does side _than _level BY _figure
        | _sharing _does _figure side _than shared
        | _sharing _does _figure _of_level shared
        | _sharing _does shared _figure
        | _sharing _does side _than shared
        | _sharing _does side _than shared BY _figure
        | _sharing side shared BY _figure
        | _sharing COMPARED shared side
        | _sharing COMPARED shared side _figure
        | _who HOLDS side SHARE OF whole THAN shared
        | COMPARED shared side _figure
        | COMPARED mean _compared side
        | COMPARED mean _compared side _figure
second: _whose _does SECOND_TO other _among
      | _whose RANKS SECOND_TO other _among
      | _who _rank SECOND_TO other _among
      | _who _rank SECOND_TO other (IN | BY | FOR) (CONCEPT | _ratio)
_against: COMPARED | AND | THAN
_what: ratio | part
_compared: COMPARED |
mean: nation AVERAGE | AVERAGE OF nation
_level: level | other
shared: who | who SHARE | THAT_OF who | who _in nation _part_of
_of_level: OF | AS_MUCH AS |
side: MORE | LESS
level: nation _average | AVERAGE | AVERAGE OF nation | nation _ratio | nation PER_HEAD _average | THAT_OF nation
other: who | who CONCEPT | who _ratio | THAT_OF who | THAT_OF ANY_OTHER | ANY_OTHER | nation ANY_OTHER | ANY_OTHER nation | ANY_OTHER IN nation
ranked: (ratio | part) _ranks place _provinces _among
      | _ranks place among
      | RANKS place
      | _whose _ranks _in nation _provinces _amid _ranks place
      | _whose _ranks _in PROVINCES _amid _ranks place
      | _ranks place PROVINCES _among
      | who place | who _rank place _among
      | place (IN | BY | FOR) (CONCEPT | _ratio) _among
      | _who LEADS (nation | PROVINCES) (IN | BY | FOR) (CONCEPT | _ratio)
      | _who _does _nation place _holder _among
      | _who _does _nation CONCEPT place (PROVINCES | PLACES)
      | _who _does _nation POPULOUS _provinces _among
      | _who _does _nation place POPULOUS _provinces _among
      | _who _rank place _provinces _among (IN | BY | FOR | OF) (CONCEPT | _ratio) _among
      | _who _verb _nation place _ratio _among
      | PER_HEAD _who _ranks place _among
      | _who _ranks place PER_HEAD _among
      | _who _does nation place PROVINCES (BY | IN | FOR) (CONCEPT | _ratio)
      | _first BE who
_first: nation place _holder | place _holder among | _nation place POPULOUS _provinces _among
      | _nation POPULOUS _provinces _among | nation (CONCEPT | _ratio) place _provinces
      | (CONCEPT | _ratio) place PROVINCES | (PROVINCES | PRONOUN) _among _verb place (CONCEPT | _ratio) _among
_whose: ratio | part |
_holder: CONCEPT | PROVINCES CONCEPT | PROVINCES CONCEPT (USER | EMITTER) | CONCEPT (USER | EMITTER | PLACES | PROVINCES) | EMITTER | EMITTER OF CONCEPT
       | USER _of CONCEPT
_rank: RANKS | DONE | BE | BE RANKS
_ranks: _does | RANKS | BE RANKS | _verb RANKS
_amid: AMONG | IN |
place: rank | ORDINAL HIGHEST -> high | ORDINAL LOWEST -> low | HIGHEST -> high | LOWEST -> low
_among: among |
among: AMONG | (AMONG | OF | IN) PROVINCES | (AMONG | OF | IN) nation PROVINCES
     | (AMONG | OF | IN) PROVINCES IN nation | (AMONG | IN | OF) nation | nation
changed: _whose _does _turn _by _amount | _whose _does factor
       | who _turn part _by _amount
       | who _turn _by _amount
       | _who _does _amount ratio
       | _whose _does _amount _turn
       | who _verb _amount side CONCEPT
       | _whose _does _amount side | _whose side _amount
       | _sharing _does _turn _by _amount | _sharing _does _amount side
_turn: RISES | FALLS
_by: BY | OF |
moved: _moving _turn FROM _figure TO _figure
     | _moving _turn FROM _figure _turn TO _figure
     | _moving _turn TO _figure FROM _figure
     | _moving FROM _figure _turn TO _figure
     | _moving FROM _figure _turn _figure
arrived: _moving _turn TO _figure | _turn FROM _figure | THAN _figure | THAN _figure _does (IN | FOR) who
_moving: ratio | part | who | _sharing |
_sharing: _who SHARE (OF | IN) whole | _who _in OCCUPY whole SHARE
        | _who _in whole _part_of | part _in OCCUPY nation _part_of | part _in nation _part_of
_nation: nation |
_per: per |
_provinces: PROVINCES | nation PROVINCES |
_average: AVERAGE |
_than: THAN |
_unit: UNIT |
"""
"""Those that compare, rank, or tell of a change."""
KINDS = {
    "ranked": ("ranked",),
    "compared": ("compared", "second"),
    "changed": ("changed", "moved", "arrived"),
    "each": ("each",),
}
"""Forms that only clauses with certain words have; any clause may be a share, a value or a figure."""


def _starts() -> Iterator[tuple[str, str]]:
    """A rule for each set of forms that may be asked for: a parser looks for no others."""
    for count in range(len(KINDS) + 1):
        for kinds in itertools.combinations(KINDS, count):
            forms = ["share", "value", "bare", *(form for one in kinds for form in KINDS[one])]
            yield "_".join(("clause", *kinds)), " | ".join(forms)


STARTS = dict(_starts())
PLAIN = next(iter(STARTS))
PER = {"PER_HEAD": "population", "PER_GDP": "gdp", "PER_ENERGY": "energy"}
"""What a quantity is divided by."""
EMITTED = "co2"
FORMS = (
    "share", "each", "value", "bare", "compared", "second", "ranked", "changed", "moved", "arrived",
)  # fmt: skip


class OrderError(Exception):
    """Words that stand in no order of the grammar, from one of them on."""

    def __init__(self, word: Token) -> None:
        super().__init__(word.text)
        self.word = word


class Level(NamedTuple):
    """What something is held against: the nation's average, another region, or any other."""

    who: Token | None
    concepts: str


@dataclass(frozen=True)
class Said:
    """What a clause says, in its words.

    Attributes
    ----------
    form : str
        One of `FORMS`.
    who, nation : Token or None
        The region (or a word for it) and the nation (or a word for it) that it names.
    own, others : bool
        Whether ``its`` stands with what is said to have a part, and with the whole.
    concepts, whole : str
        Of the part, ``energy`` or ``energy:gdp``; of the whole; empty where none is named.
    figures : tuple of Meaning
        The figures, in their order.
    side : str
        ``MORE`` or ``LESS``, ``RISES`` or ``FALLS``, ``HIGHEST`` or ``LOWEST``; or empty.
    against : Level or None
        What it is compared with.
    shared : bool
        Whether shares are compared, or a share changes.
    verbs : tuple of Token
        The verbs that name what is done.
    """

    form: str
    who: tuple[Token, ...] = ()
    nation: Token | None = None
    own: bool = False
    others: Token | None = None
    concepts: str = ""
    whole: str = ""
    figures: tuple[Meaning, ...] = ()
    side: str = ""
    against: Level | None = None
    shared: bool = False
    verbs: tuple[Token, ...] = field(default=())


class _Part(NamedTuple):
    who: Token | None
    concepts: str
    own: bool


class _Whole(NamedTuple):
    nation: Token | None
    concept: str
    its: Token | None


class _Who(NamedTuple):
    token: Token


class _Nation(NamedTuple):
    token: Token


class _Sentences(Meanings):
    """From the tree of a clause to what it says; each method is a rule of the grammar."""

    def who(self, found: list[lark.Token]) -> _Who:
        return _Who(found[0].value)

    def nation(self, found: list[lark.Token]) -> _Nation:
        return _Nation(found[0].value)

    def part(self, found: list[Any]) -> _Part:
        who = next((one.token for one in found if isinstance(one, _Who)), None)
        return _Part(who, concepts_of(found), "ITS" in _types(found))

    ratio = part

    def whole(self, found: list[Any]) -> _Whole:
        nation = next((one.token for one in found if isinstance(one, _Nation)), None)
        people = _first(found, "PEOPLE")
        if people is not None:
            return _Whole(people, "population", None)
        return _Whole(nation, concepts_of(found), _first(found, "ITS"))

    def side(self, found: list[lark.Token]) -> str:
        return str(found[0].type)

    def per(self, found: list[lark.Token]) -> lark.Token:
        return found[0]

    def level(self, found: list[Any]) -> Level:
        nation = next((one.token for one in found if isinstance(one, _Nation)), None)
        return Level(nation, concepts_of(found))

    mean = level

    def shared(self, found: list[Any]) -> Level:
        """Another's share, of the same quantity and the same nation."""
        return Level(next(one.token for one in found if isinstance(one, _Who)), "")

    def other(self, found: list[Any]) -> Level:
        any_other = _first(found, "ANY_OTHER")
        who = next((one.token for one in found if isinstance(one, _Who)), None)
        return Level(any_other or who, concepts_of(found))

    def high(self, found: list[lark.Token]) -> Meaning:
        return _placed(found, "HIGHEST")

    def low(self, found: list[lark.Token]) -> Meaning:
        return _placed(found, "LOWEST")

    def rank(self, found: list[Meaning]) -> Meaning:
        return found[0]

    def among(self, found: list[Any]) -> _Nation | None:
        return next((one for one in found if isinstance(one, _Nation)), None)

    def place(self, found: list[Any]) -> Meaning:
        """A place; or a place of figures, which has the same name there."""
        if len(found) == 1 and isinstance(found[0], Meaning):
            return found[0]
        return super().place(found)

    def each(self, found: list[Any]) -> Said:
        """Of every nine people one."""
        nth = _first(found, "ORDINAL")
        numbers = [one.value.value.value for one in found if getattr(one, "type", "") == "NUMBER"]
        below, above = (nth.value, Fraction(1)) if nth else numbers
        said = _said("share", [one for one in found if getattr(one, "type", "") != "PER"])
        counted = _first(found, "UNIT")
        what = "people" if nth or said.whole or counted is None else counted.value.dimension
        concept = said.whole or COUNTS.get(what, "")
        return replace(
            said, concepts=concept, whole=concept, figures=(figures.quotient(above, below),)
        )

    def one_in(self, found: list[Any]) -> Said:
        """One American in nine."""
        above, below = (one for one in found if getattr(one, "type", "") == "NUMBER")
        return self.each([below, above, *(one for one in found if one not in (above, below))])


def _form(form: str) -> Any:
    return lambda self, found: _said(form, found)


for _one in STARTS:
    setattr(_Sentences, _one, lambda self, found: found[0])
for _one in FORMS:
    if _one != "each":
        setattr(_Sentences, _one, _form(_one))


def _said(form: str, found: Sequence[Any]) -> Said:
    """The words of a clause in their places."""
    part = next((one for one in found if isinstance(one, _Part)), _Part(None, "", False))
    whole = next((one for one in found if isinstance(one, _Whole)), _Whole(None, "", None))
    own = tuple(one.token for one in found if isinstance(one, _Who))
    nations = [one.token for one in found if isinstance(one, _Nation)]
    sides = [one for one in found if one in ("MORE", "LESS")]
    if form == "changed":
        sides = ["RISES" if one == "MORE" else "FALLS" for one in sides]
    turns = [one.type for one in found if getattr(one, "type", "") in ("RISES", "FALLS")]
    figured = tuple(one for one in found if isinstance(one, Meaning))
    order = next((one.order for one in figured if one.order), "")
    of_whole = form == "share" or (whole.nation and not part.concepts)
    return Said(
        form,
        who=(*([part.who] if part.who else []), *own),
        nation=whole.nation or next(iter(nations), None),
        own=part.own,
        others=whole.its,
        concepts=part.concepts or ("" if whole.concept else concepts_of(found)),
        whole=whole.concept or (concepts_of(found) if of_whole else ""),
        figures=figured,
        side=next(iter([*sides, *turns, order]), ""),
        against=next((one for one in found if isinstance(one, Level)), None),
        shared=any(isinstance(one, _Whole) for one in found)
        or bool({"SHARE", "OCCUPY"} & set(_types(found))),
        verbs=tuple(
            one.value for one in found
            if getattr(one, "type", "") in ("USES", "EMITS", "MAKES", "LIVES", "EMITTER")
            or (getattr(one, "type", "") == "DONE" and form == "share")
        ),
    )  # fmt: skip


def concepts_of(found: Sequence[Any]) -> str:
    """The quantity that words name: ``energy``, or ``energy:gdp`` for one divided by another,
    ``:gdp`` where only the other is named.
    """
    ratio = _first(found, "RATIO")
    if ratio is not None:
        return str(ratio.value)
    concept = _first(found, "CONCEPT")
    name = str(concept.value) if concept else ""
    if not name and _first(found, "EMITTER"):
        name = EMITTED
    if not name and _first(found, "POPULOUS"):
        name = PER["PER_HEAD"]
    below = next((PER[kind] for kind in _types(found) if kind in PER), "")
    if below and not name and _first(found, "EMITS"):
        name = EMITTED
    return f"{name}:{below}" if below else name


def _types(found: Sequence[Any]) -> Iterator[str]:
    return (one.type for one in found if isinstance(one, lark.Token))


def _first(found: Sequence[Any], kind: str) -> Token | None:
    token: Token | None = next(
        (one.value for one in found if isinstance(one, lark.Token) and one.type == kind), None
    )
    return token


def _placed(found: Sequence[lark.Token], order: str) -> Meaning:
    ordinal = _first(found, "ORDINAL")
    value = Fraction(ordinal.value if ordinal else 1)
    return figures.placed("rank", value, value, order)


@functools.cache
def parser(plain: bool, ambiguity: Literal["resolve", "explicit"] = "resolve") -> lark.Lark:
    """The parser of clauses: of plain ones, whose rules load in half the time, or of all.

    ``explicit`` is for all ways in which a clause may be derived.
    """
    return _earley(figures.Ready(rules(plain)[1]), plain, ambiguity)


def _earley(grammar: Any, plain: bool, ambiguity: Literal["resolve", "explicit"]) -> lark.Lark:
    starts = [PLAIN] if plain else list(STARTS)
    return lark.Lark(
        grammar, start=starts, parser="earley", lexer=Given, ambiguity=ambiguity,
        maybe_placeholders=False,
    )  # fmt: skip


def rules(plain: bool) -> tuple[str, Any]:
    """Key and content of the compiled rules of a grammar, whose text takes longer to read."""
    starts = [PLAIN] if plain else list(STARTS)
    text = "".join(f"{name}: {STARTS[name]}\n" for name in starts) + CLAUSE + figures.FIGURES
    text += "" if plain else FURTHER
    key = compiled.key(lark.__version__, text)
    made = functools.partial(_earley, text, plain, "resolve")
    return key, compiled.compiled(key, lambda: [one.serialize() for one in made().rules])


def start_of(kinds: Sequence[str]) -> str:
    """The rule of the forms that words of these types can have."""
    found, several = set(kinds), sum(kind in ("REGION", "PRONOUN") for kind in kinds) > 1
    several = several or ("BE", "REGION") in itertools.pairwise(kinds)
    ratio = found & {"RATIO", *PER} and "NATION" in found
    able = {
        "ranked": found & _PLACED,
        "compared": found & _COMPARED or ratio or several,
        "changed": found & _TURNED,
        "each": found & {"PER", "EVERY"} or kinds.count("NUMBER") > 1,
    }
    return "_".join(("clause", *(kind for kind in KINDS if able[kind])))


_PLACED = {
    "HIGHEST", "LOWEST", "TH", "ORDINAL", "FIRST", "TOP", "LEADING", "LAST", "POPULOUS", "LEADS",
}  # fmt: skip
_TURNED = {"RISES", "FALLS", "FACTOR", "MORE", "LESS", "THAN"}
_COMPARED = {"MORE", "LESS", "AS_MUCH", "AVERAGE", "THAT_OF", "ANY_OTHER", "SECOND_TO", "COMPARED"}


def forest(
    kinds: Sequence[str], ambiguity: Literal["resolve", "explicit"] = "resolve"
) -> lark.Tree[lark.Token]:
    """The tree of words of these types, each word by its place; or all trees."""
    places = [Token(kind, "", place, place + 1, place) for place, kind in enumerate(kinds)]
    start = start_of(kinds)
    frontend: Any = copy.copy(parser(start == PLAIN, ambiguity).parser)
    frontend.parser = Foreseeing(frontend.parser, kinds)
    tree: lark.Tree[lark.Token] = frontend.parse(places, start=start)
    return tree


@functools.lru_cache(maxsize=4096)
def _tree(kinds: tuple[str, ...]) -> lark.Tree[lark.Token]:
    """The tree of words of these types, each word by its place: many clauses are built alike."""
    return forest(kinds)


def told(tree: lark.Tree[lark.Token], words: Sequence[Token]) -> Said:
    """What a tree says with the words at their places."""
    said: Said = _Sentences().transform(_filled(tree, words))
    return said


def _filled(tree: lark.Tree[lark.Token], words: Sequence[Token]) -> lark.Tree[lark.Token]:
    """The tree with the words at their places."""
    children = [
        _filled(one, words) if isinstance(one, lark.Tree)
        else lark.Token(one.type, words[one.value.value])
        for one in tree.children
    ]  # fmt: skip
    return lark.Tree(tree.data, children)


def read(words: Sequence[Token]) -> Said:
    """What the words of a clause say.

    Raises
    ------
    OrderError
        If they are not in an order that the grammar has.
    ParameterError
        If a figure among them cannot be one.
    """
    try:
        return told(_tree(tuple(one.type for one in words)), words)
    except lark.UnexpectedToken as error:
        place = error.token.value.value if isinstance(error.token.value, Token) else len(words) - 1
        raise OrderError(words[place]) from None
    except lark.UnexpectedInput:
        raise OrderError(words[-1]) from None
    except lark.exceptions.VisitError as error:
        if isinstance(error.orig_exc, ParameterError):
            raise error.orig_exc from None
        raise
