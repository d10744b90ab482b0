import type { Materializer } from '../materializer.ts'
import { MaterializerError } from '../materializer-error.ts'
import type { RandomSource } from './random-patches.ts'
import { bytesOf, textOf } from './variants.ts'

/** What may stand between two elements of an array, and what may not. */
const SOUND = [',', ', ', ' ,', '\n,\t ']
const UNSOUND = [' ', '\n', ';', ':', ', ,']

const ELEMENTS = ['{}', '[]', '{"id":"a"}', '[1,{"b":[2]}]', '{"q":"}, {\\""}', '7', '"],["']

/** Why the judgement failed, or undefined: bytes given as trusted whose arrays are spelled with white space, or are no JSON at all. */
export function judgeSeparators(core: Materializer, random: RandomSource): string | undefined {
  const elements = Array.from({ length: 2 + random(8) }, () => ELEMENTS[random(random(2) === 0 ? 5 : ELEMENTS.length)] ?? '0')
  const chosen = random(2) === 0 ? 1 + random(elements.length - 1) : 0
  // A number in trusted bytes ends at the next comma, whatever it holds.
  const broken = elements[chosen - 1] === '7' ? 0 : chosen
  const separator = (index: number) =>
    index === 0 ? '' : ((index === broken ? UNSOUND[random(UNSOUND.length)] : SOUND[random(2) * random(SOUND.length)]) ?? ',')
  const array = `[${elements.map((element, index) => separator(index) + element).join('')}]`
  const text = random(2) === 0 ? `{"nodes":${array}}` : array
  const added = text === array ? '/-' : '/nodes/-'
  const expected = () => {
    const document: unknown = JSON.parse(text)
    const list = Array.isArray(document) ? document : (document as { nodes: unknown[] }).nodes
    list.push(1)
    return JSON.stringify(document)
  }
  try {
    const result = textOf(core.materialize(bytesOf(text), [bytesOf(`[{"op":"add","path":"${added}","value":1}]`)], { trusted: true }))
    if (broken > 0) return `no JSON, yet it was taken: ${text}`
    return JSON.stringify(JSON.parse(result)) === expected() ? undefined : `${text} became ${result}`
  } catch (error) {
    if (broken > 0 && error instanceof MaterializerError && error.code === 'request.not_json') return undefined
    return `${text}: ${String(error)}`
  }
}
