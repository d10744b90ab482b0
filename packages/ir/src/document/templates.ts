/** Sources of the `{{ }}` expressions in a text; undefined when one is opened and not closed. Quotes and map literals are respected. */
export function expressionsIn(text: string): string[] | undefined {
  const sources: string[] = []
  for (let open = text.indexOf('{{'); open >= 0; ) {
    const end = endOfExpression(text, open + 2)
    if (end === undefined) return undefined
    sources.push(text.slice(open + 2, end - 2).trim())
    open = text.indexOf('{{', end)
  }
  return sources
}

/** Index just behind the closing `}}` of the expression that starts at `start`. */
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0
  let quote: string | undefined
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (quote !== undefined) {
      if (character === '\\') index++
      else if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (character === '{') depth++
    else if (character === '}' && depth > 0) depth--
    else if (character === '}' && text[index + 1] === '}') return index + 2
  }
  return undefined
}

/**
 * The part of a URL that is known before its expressions are: the whole of it, or what stands before the first expression once the
 * authority is complete. Undefined when the host itself is computed; the executor checks it then.
 */
export function staticUrl(url: string): string | undefined {
  const open = url.indexOf('{{')
  if (open < 0) return url
  const known = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*[/?#]/.exec(url.slice(0, open))
  return known ? url.slice(0, open) : undefined
}
