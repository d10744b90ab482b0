import type { Session } from './database.ts'

/** An INSERT, UPDATE or DELETE with its own placeholders, from $1 on. */
export interface Write {
  text: string
  values: readonly unknown[]
}

/**
 * Several writes as one statement: one round trip instead of one for each. Answers how many rows each of them wrote.
 * All see the rows as they were before, so none may read or change what another one writes; references among new rows are checked at the end.
 * What there is nothing of is left out.
 */
export async function writeTogether(session: Session, writes: Readonly<Record<string, Write | undefined>>): Promise<Record<string, number>> {
  const values: unknown[] = []
  const parts: string[] = []
  const counts: string[] = []
  for (const [name, write] of Object.entries(writes)) {
    if (!write) continue
    const before = values.length
    values.push(...write.values)
    parts.push(`${name} AS (${write.text.replace(/\$(\d+)/g, (_, place: string) => `$${Number(place) + before}`)} RETURNING 1)`)
    counts.push(`(SELECT count(*) FROM ${name})::int AS ${name}`)
  }
  const [written] = await session.rows<Record<string, number>>(`WITH ${parts.join(',\n')}\nSELECT ${counts.join(', ')}`, values)
  if (!written) throw new Error('A statement that counts has answered nothing.')
  return written
}
