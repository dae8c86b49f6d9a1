"""What a password must be: long, and not one of those that everybody tries first. No rules about kinds of letters."""

import re
import unicodedata

from werkzeug.security import check_password_hash, generate_password_hash

from rollout.text import Text, _

SHORTEST = 12
LONGEST = 128

# Beginnings of the passwords seen most in public lists of stolen ones, and the names that everybody here would think of.
_COMMON = frozenset({
    "password", "passw0rd", "passwort", "motdepasse", "welcome", "letmein", "iloveyou", "sunshine", "princess", "football",
    "baseball", "superman", "batman", "dragon", "monkey", "master", "shadow", "michael", "jordan", "liverpool", "chelsea",
    "arsenal", "barcelona", "realmadrid", "ronaldo", "charlie", "computer", "internet", "samsung", "google", "facebook",
    "starwars", "trustno", "whatever", "freedom", "jesus", "mustang", "killer", "secret", "administrator", "admin", "root",
    "user", "guest", "test", "demo", "login", "changeme", "default", "temp", "temporary", "qwerty", "qwertyuiop",
    "qwertyasdf", "azerty", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "onetwothree", "abc", "abcd",
    "abcdef", "abcdefgh", "abcdefghijkl", "aaaa", "egypt", "masr", "cairo", "giza", "assiut", "asyut", "qena", "sohag",
    "aswan", "alexandria", "ahmed", "mohamed", "mohammed", "mahmoud", "mostafa", "ibrahim", "abdallah", "ramadan", "allah",
    "bismillah", "alhamdulillah", "habibi", "tashgheel", "tashgeel", "rollout", "hayakarima", "decentlife", "governorate",
    "muhafza", "markaz", "ministry", "wezara",
    "احمد", "محمد", "محمود", "مصطفى", "ابراهيم", "مصر", "القاهرة", "الله", "الحمدلله",
    "تشغيل", "حياةكريمة", "محافظة", "اسيوط", "قنا", "وزارة", "مرحبا", "كلمةالسر",
})
_ROWS = (
    "0123456789012345678901234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_LEET = str.maketrans("013457@$!", "oieastasi")


def why_refused(password: str, *, names: tuple[str, ...] = ()) -> Text | None:
    """Why this may not be a password; None when it may. `names` are the user's own: account, e-mail, given and family name."""
    if len(password) < SHORTEST:
        return _("The password needs at least %(least)s characters.", least=SHORTEST)
    if len(password) > LONGEST:
        return _("The password is too long.")
    folded = unicodedata.normalize("NFKC", password).casefold()
    if any(len(name) >= 4 and name.casefold() in folded and len(folded) - len(name) < SHORTEST - 4 for name in names):
        return _("The password must not be made of your own name.")
    if _is_common(folded):
        return _("This password is among those that are tried first; choose another.")
    return None


def _is_common(folded: str) -> bool:
    if len(set(folded)) < 5:
        return True
    plain = re.sub(r"[\s._\-+*#&]", "", folded)
    if any(plain in row * 3 or plain in (row * 3)[::-1] for row in _ROWS):
        return True
    # What is left once the usual decorations are taken away: digits and marks around a word, digits for letters, a word said twice.
    for bare in (re.sub(r"[\d\W_]+", "", plain), re.sub(r"^[\d\W_]+|[\d\W_]+$", "", plain).translate(_LEET)):
        if bare in _COMMON or any(bare == word * (len(bare) // len(word)) for word in _COMMON if len(bare) % len(word) == 0 and bare):
            return True
        if _made_of_common_words(bare):
            return True
    return False


def _made_of_common_words(bare: str) -> bool:
    """Whether two common words in a row are all there is."""
    return any(bare.startswith(word) and bare[len(word):] in _COMMON for word in _COMMON)


def hashed(password: str) -> str:
    return generate_password_hash(password, method="scrypt", salt_length=16)


# Compared with when no account has the name that was typed, so that the answer takes as long as for one that has.
_NOBODY = hashed("nobody has this password")


def matches(stored: str | None, password: str) -> bool:
    """Whether the password belongs to the stored hash; takes the same time when there is none."""
    right = check_password_hash(stored or _NOBODY, password[: LONGEST + 1])
    return right and bool(stored)
