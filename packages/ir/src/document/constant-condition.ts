const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/
const NUMBER = /[+-]?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)u?/i

const ONLY_TEXT = new RegExp(`^(?:${TEXT.source})$`)
const ONLY_NUMBER = new RegExp(`^(?:${NUMBER.source})$`, 'i')
const VALUES = new RegExp(`${TEXT.source}|(?<![\\w.])${NUMBER.source}|\\b(?:true|false|null|in)\\b`, 'gi')

/**
 * What is odd about a condition that reads nothing; undefined where it reads something. `true` and `false` by themselves are written on
 * purpose: a case that always holds, a connection that is shut for now.
 */
export function constantCondition(source: string): string | undefined {
  const condition = source.trim()
  if (condition === '' || condition === 'true' || condition === 'false') return undefined
  const value = ONLY_TEXT.test(condition) ? 'a text' : ONLY_NUMBER.test(condition) ? 'a number' : condition === 'null' ? 'null' : undefined
  if (value !== undefined)
    return `This is ${value}, and a condition gives true or false: a run that comes here fails. Compare it with something, as in output.status == 200.`
  // A name that is left is a variable, or a function that may do anything.
  if (/[A-Za-z_]/.test(condition.replaceAll(VALUES, ' '))) return undefined
  return 'This reads nothing, so it comes to the same in every run. Compare something a step gave, as in output.status == 200.'
}
