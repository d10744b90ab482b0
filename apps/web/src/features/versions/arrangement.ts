import type { StackEntry, VersionEntry } from '@aob/schemas'

/** A version that a patch made. */
export type PatchVersion = VersionEntry & { patch: NonNullable<VersionEntry['patch']> }

/** One place: a patch, or several that become one, newest first. */
export interface Place {
  versions: readonly PatchVersion[]
  /** What the patch made of several is for, once somebody has said so. */
  rationale?: string
}

/** Which place it is, wherever it stands. */
export const placeKey = ({ versions }: Place): string => versions.map(({ artifactId }) => artifactId).join()

/** Newest first, as the page lists versions. */
export type Arrangement = readonly Place[]

/** The newest patches, newest first, down to the base they lie over: those whose order may change. */
export function arrangeable(versions: readonly VersionEntry[]): PatchVersion[] {
  const base = versions.findIndex(({ kind }) => kind !== 'patch')
  return versions.slice(0, base < 0 ? versions.length : base).filter((version): version is PatchVersion => version.patch !== undefined)
}

export function arrangementOf(stack: readonly PatchVersion[]): Arrangement {
  return stack.map((version) => ({ versions: [version] }))
}

/** The place goes past its neighbour; at an end everything stays. */
export function moved(places: Arrangement, index: number, by: -1 | 1): Arrangement {
  const [place, other] = [places[index], places[index + by]]
  if (!place || !other) return places
  return places.with(index, other).with(index + by, place)
}

/** The place and the one below it, which is older, become one. */
export function joined(places: Arrangement, index: number): Arrangement {
  const [place, older] = [places[index], places[index + 1]]
  if (!place || !older) return places
  return places.toSpliced(index, 2, { versions: [...place.versions, ...older.versions] })
}

/** Several that were to become one stay several. */
export function split(places: Arrangement, index: number): Arrangement {
  const place = places[index]
  return place ? places.toSpliced(index, 1, ...place.versions.map((version) => ({ versions: [version] }))) : places
}

export function said(places: Arrangement, index: number, rationale: string): Arrangement {
  const place = places[index]
  return place ? places.with(index, { versions: place.versions, rationale }) : places
}

/** What the server is asked for, oldest first. */
export function stackOf(places: Arrangement): StackEntry[] {
  return places.toReversed().map(({ versions, rationale }) => {
    const patchIds = versions.toReversed().map(({ patch }) => patch.patchId)
    return rationale?.trim() && patchIds.length > 1 ? { patchIds, rationale: rationale.trim() } : { patchIds }
  })
}

export function isChanged(places: Arrangement, stack: readonly PatchVersion[]): boolean {
  return places.length !== stack.length || places.some(({ versions }, index) => versions[0] !== stack[index])
}

/** The label a place will have: labels count patches over their base. */
export function labelAt(places: Arrangement, index: number, stack: readonly PatchVersion[]): string {
  const base = /^v(\d+)\./.exec(stack[0]?.versionLabel ?? '')?.[1] ?? '1'
  return `v${base}.${places.length - index}`
}
