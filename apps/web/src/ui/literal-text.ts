/** Characters that turn the text around them, or take no room: a label could lie with them, or be none. Joiners, which scripts and emoji need, are not among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff]/g
/** Nobody reads more of a label; a card with a megabyte in it would be slow for nothing. */
export const MOST_SHOWN = 400

/** A label as it may stand in a line: hidden characters by their number, `‹U+202E›`, and no longer than a line can be. */
export function literalText(text: string): string {
  return visibleText(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)
}

/** A text of any length with its hidden characters by their number; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`)
}
