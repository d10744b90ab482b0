/** Where a tick stands on the track, 0..1. Index 0 is the base, `count` the newest version. */
export function tickAt(index: number, count: number): number {
  return count === 0 ? 1 : index / count
}

/** The version nearest to a place on the track. */
export function indexAt(x: number, count: number): number {
  return Math.round(Math.min(1, Math.max(0, x)) * count)
}

/** Pixels an avatar needs so that neighbours do not touch. */
export const AVATAR_SPACING = 26
/** Pixels a bare tick needs. */
export const TICK_SPACING = 3

export type TickLook = 'avatar' | 'tick' | 'none'

/** How a tick is drawn when `count` of them share a track of `width` px; dense tracks thin out instead of smearing. */
export function tickLook(index: number, count: number, width: number): TickLook {
  if (index === 0 || index === count) return 'avatar'
  const spacing = count === 0 ? width : width / count
  if (spacing >= AVATAR_SPACING) return 'avatar'
  const every = Math.max(1, Math.ceil(TICK_SPACING / Math.max(spacing, 0.001)))
  return index % every === 0 ? 'tick' : 'none'
}

/** Which ticks are drawn in a way. */
export function ticksOf(look: TickLook, count: number, width: number): number[] {
  return Array.from({ length: count + 1 }, (_, tick) => tick).filter((tick) => tickLook(tick, count, width) === look)
}

/** The version a key leads to, or undefined for keys that mean nothing here. */
export function indexAfterKey(key: string, index: number, count: number): number | undefined {
  const step = Math.max(1, Math.round(count / 10))
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - step,
    PageUp: index + step,
    Home: 0,
    End: count,
    Escape: count,
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.min(count, Math.max(0, next))
}
