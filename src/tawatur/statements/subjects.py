"""Find the subject of a verb: after it, before it, relayed by somebody, or the owner of a document."""

from __future__ import annotations

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.lexicon import (
    STRONG_GIVEN_NAME,
    find_speaker_word,
    given_count,
    is_definite,
    is_family_name,
    words,
)
from tawatur.arabic.tokens import Token
from tawatur.arabic.verbs import VerbForm, read_verb
from tawatur.statements.mentions import (
    NAME_BEFORE_VERB,
    ORDINALS,
    POSTS,
    Mention,
    guess_gender,
    is_ali,
    is_known_name,
    looks_like_given_name,
)
from tawatur.statements.reading import Reading

_WITH_PRONOUN = words("preposition with pronoun")
_SOMEBODY = frozenset({"احدهم", "احداهن", "احداهم", "اخر", "اخري", "بعضهم"})
_ISSUED = frozenset(map(fold_word, "صادر صادرة صدر صدرت الصادر الصادرة نقلا".split()))
_ABOUT = frozenset(map(fold_word, "حول بشأن عن".split()))
_FIGURES = words("figures")
_LEAD_IN = words("lead-in")
_ASCRIBED = frozenset(
    fold_word(f"{letter}{form}") for letter in ("", "و", "ف") for form in "نسب نسبت ينسب تنسب".split()
)
_BUT = frozenset({"لكن", "ولكن"})  # with a noun behind it like أن
_BY_SAYING = "بالقول"
MAX_NOUN = 4  # tokens of a document's noun and its adjectives, before the verb that takes it up
MAX_CLAUSE = 20  # tokens between بالقول and the subject of its verb
AS_TOLD = frozenset({"حسبما", "وفقما"})  # with ما joined on
IN_IT = frozenset({"فيها", "فيه", "فيهما", "خلالها", "خلاله", "عليه", "عليها"})


class SubjectReader:
    """Reads subjects of verbs in one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def is_lead_in(self, position: int) -> bool:
        """Words before the verb of a sentence that do not change who acts: بدوره, كما, وقد, أما."""
        token = self.reading.tokens[position]
        return token.fold in _LEAD_IN or token.text in {"،", ","} or (token.is_word and token.fold in words("time"))

    def may_be_subject(self, index: int) -> bool:
        """Whether a token can begin the subject of a sentence."""
        token = self.reading.tokens[index]
        if token.kind == "handle" or self._read_behind_an(index, index + 1) is not None:
            return True
        if not token.is_word or (read_verb(token.fold) is not None and given_count(token.fold) < NAME_BEFORE_VERB):
            return False
        bare = self.reading.without_conjunction(index)
        if read_verb(bare) is not None and bare != token.fold:
            return False
        return self.reading.may_start_mention(index)

    def read_mention(self, position: int, limit: int) -> Mention | None:
        """The mention at a token, behind أن also in the accusative."""
        return self._read_behind_an(position, limit) or self.reading.read_mention(position, limit)

    def _read_behind_an(self, position: int, limit: int) -> Mention | None:
        is_behind = position > 0 and self.reading.tokens[position - 1].fold in words("complementizer") | _BUT
        return self.reading.mentions.read_accusative(position, limit) if is_behind else None

    def parse_subject(self, start: int, limit: int) -> Mention | None:
        """The explicit subject between a verb and what it introduces, adjuncts before it skipped."""
        position = start
        while position < limit:
            token = self.reading.tokens[position]
            fold = token.fold
            if token.kind in {"handle", "mark"}:
                return self.reading.mentions.read(position, limit)
            if not token.is_word:
                if token.text in {"(", ")"} or token.kind == "number" or token.text in {"،", ",", "-", "–", "—"}:
                    position += 1
                    continue
                return None
            if fold in {"وهو", "وهي", "وهم", "وهما"}:
                return None
            if self._is_count(position, limit):
                position += 1
                continue
            if fold in words("time") or (fold in words("adverb") and fold not in {"بعض", "كل", "جميع"}):
                position += 1
                continue
            if self.starts_adjunct(token):
                position = self._after_adjunct(position, limit)
                continue
            form = self.reading.cues.form(position)
            is_second_verb = form is not None and form.kind == "present" and position == start
            if is_second_verb and not looks_like_given_name(token):
                position += 1  # ومضى يقول
                continue
            if form is not None and form.kind in {"participle", "verbal noun"} and not looks_like_given_name(token):
                if position == start and self._is_before_apposition(position, limit):
                    position += 2  # وقال ناشرها، فلان، إن
                    continue
                return None
            if fold in words("relative") or fold in words("complementizer"):
                return None
            if fold in _SOMEBODY and position + 1 < limit:
                named = self._name_of_somebody(position + 1, limit)
                if named is not None:
                    return named
            mention = self.reading.read_mention(position, limit)
            if mention is None or not (position == start or self.is_sure(mention)):
                return None
            return self.reading.with_companions(mention, limit)
        return None

    def _is_before_apposition(self, position: int, limit: int) -> bool:
        """كاتبها، ناشره: a participle with a pronoun, then a comma and a title or a given name."""
        fold = self.reading.tokens[position].fold
        if (
            not fold.endswith(("ها", "هم", "ه"))
            or position + 2 >= limit
            or self.reading.tokens[position + 1].text != "،"
        ):
            return False
        following = self.reading.tokens[position + 2]
        found = find_speaker_word(following.fold)
        return looks_like_given_name(following) or (found is not None and found[1])

    def _name_of_somebody(self, start: int, limit: int) -> Mention | None:
        """أحدهم، فلان، or أحدهم ويدعى فلان: the name that follows."""
        for position in range(start, min(start + 10, limit)):
            token = self.reading.tokens[position]
            if token.fold in words("complementizer") or token.text == ":":
                return None
            if token.fold.removeprefix("و") in {"يدعي", "تدعي", "اسمه", "اسمها", "يسمي"} and position + 1 < limit:
                return self.reading.read_mention(position + 1, limit)
            if token.text == "،" and position + 1 < limit and self._is_apposed_name(position + 1, limit):
                return self.reading.read_mention(position + 1, limit)
        return None

    def _is_apposed_name(self, start: int, limit: int) -> bool:
        """A given name, or two words or more, of which one is a name, up to the next comma."""
        if looks_like_given_name(self.reading.tokens[start]):
            return True
        mention = self.reading.read_mention(start, limit)
        if mention is None or mention.kind != "person" or mention.head is not None or mention.end >= limit:
            return False
        named = self.reading.tokens[start : mention.end]
        return len(named) > 1 and self.reading.tokens[mention.end].text == "،" and any(map(is_known_name, named))

    def _is_count(self, position: int, limit: int) -> bool:
        """A number before the noun (ثلاثة مصادر, نحو 200 معلمة)."""
        token = self.reading.tokens[position]
        following = self.reading.tokens[position + 1] if position + 1 < limit else None
        if following is not None and following.fold == "من":
            return False  # ثلاثة من السكان: the number is part of the name
        if token.kind == "number" or token.fold in words("count"):
            return following is not None and not is_definite(following.fold)
        is_before_number = following is not None and (following.kind == "number" or following.fold in words("count"))
        return is_before_number and token.fold in {"نحو", "حوالي", "قرابه", "زهاء", "اكثر"}

    def is_sure(self, mention: Mention) -> bool:
        """Away from its verb, a subject must show itself: by a title, two names, a handle, or somebody known."""
        if (
            mention.handle
            or mention.role
            or (mention.head is not None and find_speaker_word(self.reading.tokens[mention.first].fold))
        ):
            return True
        parts = mention.name.split()
        if len(parts) > 1 and all(
            given_count(fold_word(part)) or is_family_name(fold_word(part)) for part in parts[:2]
        ):
            return True
        return self.reading.directory.knows(mention)

    def starts_adjunct(self, token: Token) -> bool:
        """Whether a token is a preposition, or a word behind one (لرويترز, بالمؤتمر)."""
        fold = token.fold
        if fold in words("preposition"):
            return not is_ali(token)
        if given_count(fold) >= STRONG_GIVEN_NAME or find_speaker_word(fold) is not None:
            return False
        if fold.startswith(("لل", "بال")) and len(fold) > 4:
            return True
        if fold[:1] in {"ل", "ب"} and len(fold) > 3:
            bare = fold[1:]
            return (
                bare in words("adjunct")
                or bare in words("outlet")
                or find_speaker_word(bare) is not None
                or given_count(bare) >= STRONG_GIVEN_NAME
                or is_definite(bare)
            )
        return fold in {"ل", "لـ", "ب", "بـ"}

    def _after_adjunct(self, start: int, limit: int) -> int:
        """Where a prepositional phrase ends: its noun, genitives and adjectives, nested phrases left to the caller."""
        position = start + 1
        token = self.reading.tokens[start]
        if token.fold in _WITH_PRONOUN:
            return position
        is_glued = token.fold not in words("preposition") and token.fold not in {"ل", "لـ", "ب", "بـ"}
        closed = is_glued and (token.fold.startswith(("لل", "بال")) or token.fold[1:] in words("outlet"))
        seen_noun = is_glued
        while position < limit:
            current = self.reading.tokens[position]
            if current.kind == "mark":
                span = self.reading.cues.mark_at.get(position)
                if span is None or not span.is_closed or span.closing >= limit:
                    return position
                position = span.closing + 1
                closed = seen_noun = True
                continue
            if not current.is_word:
                return position if current.kind != "number" else position + 1
            fold = current.fold
            if (
                fold in words("preposition")
                or fold in words("adverb")
                or (self.reading.cues.form(position) is not None and seen_noun)
            ):
                return position
            speaker = find_speaker_word(fold)
            if seen_noun:
                is_fresh_person = (
                    speaker is not None
                    and fold not in {"اخر", "اخري", "ثالث", "ثالثه"}
                    and speaker[0].kind in {"role", "anonymous", "collective"}
                )
                if is_fresh_person and (closed or not is_definite(fold)):
                    return position
                if closed and not is_definite(fold) and fold not in words("time"):
                    return position
                if looks_like_given_name(current) and closed:
                    return position
            seen_noun = True
            closed = (
                closed
                or is_definite(fold)
                or fold.endswith(("ته", "تها", "تهم", "به", "ها"))
                or fold in words("outlet")
            )
            position += 1
        return position

    def clashes(self, form: VerbForm, mention: Mention) -> bool:
        """A masculine verb before a feminine person, or the other way round, is not her verb."""
        if form.gender == "f" and form.number == "singular" and self._is_masculine_noun(mention):
            return True
        if mention.gender is None or mention.kind != "person" or mention.number != "singular":
            return False
        is_shown = mention.role is not None or mention.head is not None
        if mention.gender == form.gender or not is_shown:
            return False
        if form.gender == "f" and mention.role is not None:  # وقالت عضو التنسيقية لطيفة…: the title is not inflected
            first = next(
                (token for token in self.reading.tokens[mention.first : mention.end] if token.start == mention.span[0]),
                None,
            )
            return first is None or guess_gender([first]) != "f"
        return mention.head != "عضو" and not self._has_masculine_title(mention)

    def _has_masculine_title(self, mention: Mention) -> bool:
        """وقال المتحدث باسم المفوضية جمانة…: the verb agrees with her title, which is not inflected."""
        title = find_speaker_word(self.reading.tokens[mention.first].fold)
        return mention.role is not None and title is not None and title[1] and title[0].gender == "m"

    def _is_masculine_noun(self, mention: Mention) -> bool:
        """واستغربت الكلام, وأرجعت الإلغاء: one definite word, no nisba, no given name, no place, nobody of the text.

        A woman is called by her surname only after her full name; cities and outlets are feminine without an ending.
        """
        if (
            mention.kind != "person"
            or mention.role
            or mention.gender
            or mention.handle
            or mention.end != mention.first + 1
        ):
            return False
        token = self.reading.tokens[mention.first]
        is_noun = is_definite(token.fold) and not token.fold.endswith("ي") and find_speaker_word(token.fold) is None
        is_name = given_count(token.fold) >= STRONG_GIVEN_NAME or token.fold in words("feminine name")
        return (
            is_noun
            and not is_name
            and not self.reading.directory.knows(mention)
            and not is_place_word(token.fold)
            and token.fold not in words("outlet")
        )

    def owner_before(self, index: int) -> Mention | None:
        """تغريدة للنائبة فلانة قالت فيها, منشور للوزير جاء فيه: whose post it is; None where it is nobody else's."""
        following = self.reading.tokens[index + 1 : index + 2]
        if not following or following[0].fold not in IN_IT:
            return None
        for at in range(index - 2, max(-1, index - MAX_CLAUSE), -1):
            if self.reading.cues.is_boundary(at):
                return None
            noun = find_speaker_word(self.reading.tokens[at].fold)
            if noun is not None and noun[0].kind == "document":
                is_owned = self.reading.tokens[at + 1].fold[:1] == "ل"
                return self.reading.read_mention(at + 1, index) if is_owned else None
        return None

    def page_behind(self, index: int, limit: int) -> Mention | None:
        """نُشر على صفحة «أهل الوادي» أن: the page or account on which it stands; None for anything else."""
        at = index + 2
        if at >= limit or self.reading.tokens[at - 1].fold not in {"علي", "في", "عبر"}:
            return None
        return self.reading.read_mention(at, limit) if self.reading.tokens[at].fold in words("page") else None

    def appears_in_own(self, index: int) -> bool:
        """وجاء في تغريدته, جاء فيه: the document is somebody's who was named before."""
        following = self.reading.tokens[index + 1 : index + 3]
        if following and following[0].fold in IN_IT:
            return True
        return len(following) == 2 and following[0].fold == "في" and following[1].fold.endswith(("ه", "ها", "هم"))

    def document_owner(self, index: int, limit: int) -> Mention | None:
        """وجاء في بيان الوزارة, في تقرير لمنظمة…: whose document it is; the document itself when it names nobody."""
        if index + 2 >= limit or self.reading.tokens[index + 1].fold != "في":
            return None
        position = index + 2
        noun = self.reading.tokens[position].fold
        if noun.endswith(("ته", "تها", "تهم", "نه", "نها", "نهم", "ره", "رها")) and find_speaker_word(noun) is None:
            return None
        return self._owner_behind(position, limit) or self.reading.read_mention(position, limit)

    def _owner_behind(self, document: int, limit: int) -> Mention | None:
        """The first one named behind the noun of a document; None when it names nobody."""
        for at in range(document + 1, min(limit, document + 10)):
            token = self.reading.tokens[at]
            is_issued = self.reading.tokens[at - 1].fold in _ISSUED  # صادر عن الوزارة, but تقرير عن المنظمات
            if token.kind == "punctuation" or (token.fold in _ABOUT and not is_issued):
                return None
            bare = self.reading.without_conjunction(at)
            is_owner = find_speaker_word(bare) is not None and token.fold not in words("time")
            if is_owner or looks_like_given_name(token) or token.kind == "handle":
                owner = self.reading.read_mention(at, limit)
                if owner is not None and owner.kind != "document":
                    return owner
        return None

    def is_in_another_post(self, index: int) -> bool:
        """جاء في منشور آخر: words of a post of which the text does not say whose it is."""
        following = [token.fold for token in self.reading.tokens[index + 1 : index + 4]]
        return len(following) == 3 and following[0] == "في" and following[1] in POSTS and following[2] in ORDINALS

    def relayed_subject(self, index: int) -> Mention | None:
        """نقلت الوكالة عن الوزير قوله: the speaker after عن."""
        for at in range(index - 1, max(-1, index - 30), -1):
            token = self.reading.tokens[at]
            if self.reading.cues.is_boundary(at):
                return None
            is_relayed = token.fold == "عن" or (token.fold == "الي" and self._is_ascribed(at))
            if is_relayed and at + 1 < index:
                return self.reading.read_mention(at + 1, index)
        return None

    def subject_of_clause(self, index: int) -> Mention | None:
        """اكتفت هيئة الأسواق بالقول إن: the subject of the verb that بالقول stands with, in the same clause."""
        if self.reading.tokens[index].fold != _BY_SAYING:
            return None
        for at in range(max(self._clause_start(index), index - MAX_CLAUSE), index):
            before = self.reading.tokens[at - 1].fold if at else ""
            if before in words("preposition") or not self.may_be_subject(at):
                continue
            mention = self.reading.read_mention(at, index)
            is_known = mention is not None and mention.kind != "document" and self.is_sure(mention)
            return mention if is_known else None
        return None

    def _is_ascribed(self, position: int) -> bool:
        """نسبت الوكالة إلى مصدر قوله: إلى names the speaker after this verb, and whom he spoke to after others."""
        for at in range(position - 1, max(-1, position - 12), -1):
            if self.reading.cues.is_boundary(at):
                return False
            if self.reading.tokens[at].fold in _ASCRIBED:
                return True
        return False

    def subject_before(self, index: int) -> Mention | None:
        """A subject before its verb: الوزير قال, أما فلان فكتب, وكان فلان قد أعلن, الذي قال."""
        form = self.reading.cues.form(index)
        start = self._clause_start(index)
        if index and self.reading.tokens[index - 1].fold in {"وهو", "وهي", "وهم", "وهما", "وهن"}:
            return None
        if form is not None and form.proclitics:
            is_topic = form.proclitics == ("ف",) and any(
                self.reading.tokens[at].fold in {"اما", "واما"} for at in range(start, index)
            )
            if not is_topic:
                return None
        position = start
        while position < index:
            token = self.reading.tokens[position]
            if token.kind == "handle" or (token.kind == "mark" and position in self.reading.mentions.short_marks):
                mention = self.reading.mentions.read(position, index)
                return mention if mention is not None and self._reaches(mention.end, index) else None
            if (
                not token.is_word
                or token.fold in words("adverb")
                or token.fold in words("time")
                or token.fold in _LEAD_IN
            ):
                position += 1
                continue
            if token.fold in words("complementizer"):
                position += 1
                continue
            if self.starts_adjunct(token) or (token.fold[1:] in words("preposition") and token.fold[:1] in {"و", "ف"}):
                position = self._after_adjunct(position, index)
                continue
            mention = self.read_mention(position, index)
            mention = self.reading.with_companions(mention, index) if mention is not None else None
            if mention is None or not self._reaches(mention.end, index):
                return None
            is_weak = mention.kind == "person" and mention.head is None and not self.is_sure(mention)
            return None if is_weak and len(mention.name.split()) == 1 else mention
        return None

    def _clause_start(self, index: int) -> int:
        position = index
        while position > 0 and index - position < 40:
            previous = self.reading.tokens[position - 1]
            if self.reading.cues.is_boundary(position - 1) or previous.text in {"؛", ":"}:
                break
            if previous.text in {"،", ","}:
                head = self.reading.tokens[position - 2] if position > 1 else None
                following = self.reading.tokens[position]
                is_apposition = following.fold in {"الذي", "التي", "وهو", "وهي"} or position == index
                if not is_apposition and head is not None:
                    break
            is_mark = previous.kind == "mark" and position - 1 not in self.reading.mentions.short_marks
            if is_mark and position - 1 not in self.reading.mentions.short_closings:
                break
            if previous.fold in words("complementizer") or previous.fold in {
                "فيما",
                "بينما",
                "لكن",
                "ولكن",
                "حيث",
                "اذ",
                "كما",
            }:
                break
            position -= 1
        return position

    def _after_apposition(self, position: int, index: int) -> int:
        """Where a remark on the subject ends: behind its comma; where there is none, at a word that ends the search."""
        for at in range(position + 1, index):
            if self.reading.tokens[at].text in {"،", ","}:
                return at
        return index

    def _reaches(self, end: int, index: int) -> bool:
        """Only particles, adverbs and adjuncts stand between a subject and its verb."""
        position = end
        while position < index:
            token = self.reading.tokens[position]
            if token.text in {"،", ",", "(", ")", "-", "–"} or token.kind == "number":
                position += 1
                continue
            if token.fold in {"وهو", "وهي"} and self.reading.tokens[position - 1].text in {"،", ","}:
                position = self._after_apposition(position, index)  # سامي، وهو صحفي سوري، قال
                continue
            if not token.is_word:
                return False
            if (
                token.fold in words("adverb")
                or token.fold in words("time")
                or token.fold in {"الذي", "التي", "الذين", "قد"}
            ):
                position += 1
                continue
            if self.starts_adjunct(token):
                position = self._after_adjunct(position, index)
                continue
            return False
        return True

    def names_speaker(self, index: int) -> bool:
        """Whether بحسب at a token is followed by somebody who can speak, and not by a plan or a rule."""
        return self.according_mention(index) is not None

    def according_mention(self, index: int) -> Mention | None:
        """Who is named after بحسب, وفق, نقلا عن; None for a plan, a rule or mere figures."""
        position = index + 1
        limit = min(len(self.reading.tokens), index + 30)
        if position >= limit:
            return None
        token = self.reading.tokens[position]
        if self.reading.tokens[index].fold in AS_TOLD:
            position, token = index, self.reading.tokens[index]
        if token.fold in {"ما", "لما"} or position == index:
            verb = next(
                (at for at in range(position + 1, min(position + 3, limit)) if self.reading.cues.form(at)), None
            )
            return (
                self.parse_subject(verb + 1, self.reading.phrase_limit(verb + 1, limit)) if verb is not None else None
            )
        if token.fold in {"قول", "تعبير", "وصف", "تصريح", "تصريحات", "روايه", "افاده", "راي"}:
            position += 1
        elif token.fold == "عن":
            position += 1
        limit = self.reading.phrase_limit(position, limit)
        if position >= limit:
            return None
        giver = self._giver_of_document(position, limit)
        if giver is not None:
            return giver
        if self.reading.tokens[position].kind == "mark":
            return self.reading.mentions.read(position, limit)
        bare = self.reading.without_conjunction(position)
        is_named = bare in self.reading.name_words or self.reading.tokens[position].fold in self.reading.name_words
        is_noun = (
            find_speaker_word(bare) is not None or find_speaker_word(self.reading.tokens[position].fold) is not None
        )
        if not (
            is_noun
            or is_named
            or given_count(bare) >= STRONG_GIVEN_NAME
            or self.reading.tokens[position].kind == "handle"
            or bare in words("outlet")
        ):
            return None
        mention = self.reading.read_mention(position, limit)
        if mention is None or mention.kind != "document":
            return mention
        return self._owner_behind(position, limit) or (None if mention.head in _FIGURES else mention)

    def _giver_of_document(self, start: int, limit: int) -> Mention | None:
        """وفق حصيلة أعلنها جهاز الإسعاف: the subject of the verb that takes up an indefinite noun; None without one."""
        if is_definite(self.reading.tokens[start].fold):
            return None
        for at in range(start + 1, min(start + MAX_NOUN, limit)):
            token = self.reading.tokens[at]
            form = self.reading.cues.form(at)
            if not token.is_word or is_definite(token.fold):
                return None
            if form is not None and form.kind == "past" and form.has_object and form.number == "singular":
                giver = self.parse_subject(at + 1, limit)
                return giver if giver is not None and self.is_sure(giver) else None
        return None
