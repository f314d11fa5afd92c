// The keys of each language, in the order that its typewriters and phones taught.

const LETTERS = {
  en: ["qwertyuiop", "asdfghjkl", "⇧zxcvbnm'⌫"],
  es: ["qwertyuiopáé", "asdfghjklñíó", "⇧zxcvbnmúü⌫"],
  de: ["qwertzuiopü", "asdfghjklöä", "⇧yxcvbnmß⌫"],
  fr: ["azertyuiopéè", "qsdfghjklmàç", "⇧wxcvbn'êù⌫"],
};

const SIGNS = {
  en: ["1234567890", "-/:;()&@\"'", "+%=#*£€$⌫"],
  es: ["1234567890", "-/:;()&@\"'", "¡¿+%=#*€$⌫"],
  de: ["1234567890", "-/:;()&@\"'", "+%=#*€£$⌫"],
  fr: ["1234567890", "-/:;()&@«»", "\"+%=#*€£$⌫"],
};

const BOTTOM = { en: "#,!␣?.", es: "#,¿␣?!.", de: "#,!␣?.", fr: "#,-␣?!." };

const SPECIAL = { "⇧": "shift", "⌫": "backspace", "␣": "space", "#": "other" };

// What a long press on a key offers.
const OTHERS = {
  a: "àáâãäåæ", c: "ç", e: "èéêë", i: "ìíîï", l: "ł", n: "ñ", o: "òóôõöøœ", s: "ßš",
  u: "ùúûü", y: "ýÿ", z: "ž", "'": "’", "-": "–", "?": "¿", "!": "¡", ".": "…",
};

function bottom(language) {
  return [...BOTTOM[language]].map((sign) => SPECIAL[sign] ?? sign);
}

function known(language) {
  const base = language.split("-")[0];
  return base in LETTERS ? base : "en";
}

// Rows of keys: one character each, or shift, backspace, space, other (page of keys).
export function rows(language, page) {
  const spoken = known(language);
  const upper = (page === "signs" ? SIGNS : LETTERS)[spoken].map((row) =>
    [...row].map((sign) => ("⇧⌫".includes(sign) ? SPECIAL[sign] : sign)));
  return [...upper, bottom(spoken)];
}

// Those that no key of the layout has already.
export function others(letter, language) {
  const keys = LETTERS[known(language)].join("");
  return [...(OTHERS[letter] ?? "")].filter((sign) => !keys.includes(sign));
}

export function capital(letter, language) {
  return letter === "ß" ? "ẞ" : letter.toLocaleUpperCase(language);
}
