/** What people write the same name by in several ways: `post code`, `postCode`, `post_code`. */
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Typing errors a name of so many letters may have and still be told. */
const tolerated = (length: number): number => Math.min(3, Math.floor(length / 3))

/** Names beyond are not compared: nobody is helped by an answer that comes late. */
const MOST_COMPARED = 5_000

/**
 * The name that was probably meant by one that is not there: the closest, of equally close ones the first. Names may go by several
 * spellings, each a pair of the spelling and the name. Undefined where none is close.
 */
export function closeName(name: string, spellings: Iterable<readonly [spelling: string, name: string]>): string | undefined {
  const sought = plain(name)
  if (sought === '') return undefined
  let closest: { name: string; distance: number } | undefined
  let compared = 0
  for (const [spelling, candidate] of spellings) {
    if (compared++ >= MOST_COMPARED) break
    const written = plain(spelling)
    const most = closest ? closest.distance - 1 : tolerated(Math.max(sought.length, written.length))
    const distance = written === '' ? undefined : distanceWithin(sought, written, most)
    if (distance !== undefined) closest = { name: candidate, distance }
    if (distance === 0) break
  }
  return closest?.name
}

/** Letters to add, leave out, change or swap with the next (optimal string alignment); undefined beyond `most`. */
function distanceWithin(left: string, right: string, most: number): number | undefined {
  if (left === right) return most < 0 ? undefined : 0
  if (Math.abs(left.length - right.length) > most) return undefined
  let [before, row]: [number[], number[]] = [[], Array.from({ length: right.length + 1 }, (_, column) => column)]
  for (let at = 1; at <= left.length; at++) {
    const next = [at]
    for (let column = 1; column <= right.length; column++) {
      const [same, above, beside] = [row[column - 1] ?? 0, row[column] ?? 0, next[column - 1] ?? 0]
      const changed = left[at - 1] === right[column - 1] ? same : same + 1
      const swapped = left[at - 1] === right[column - 2] && left[at - 2] === right[column - 1] ? (before[column - 2] ?? 0) + 1 : changed
      next.push(Math.min(changed, swapped, above + 1, beside + 1))
    }
    if (Math.min(...next) > most) return undefined
    ;[before, row] = [row, next]
  }
  const distance = row[right.length] ?? 0
  return distance > most ? undefined : distance
}
