import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'

/** Kinds of tokens in the product's own colours; the tokens follow light and dark. */
export const CODE_COLOURS = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--text)' },
    { tag: tags.string, color: 'var(--tint-actions)' },
    { tag: [tags.number, tags.bool, tags.null], color: 'var(--tint-ai)' },
    { tag: [tags.separator, tags.squareBracket, tags.brace], color: 'var(--text-3)' },
  ]),
)
