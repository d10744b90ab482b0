/** How large a pane may be along its row or column, in pixels. */
export interface PaneSizes {
  start: number
  least: number
  most: number
  /** Pulled far below `least` the pane shrinks to this; without it it stays at `least`. */
  collapsed?: number
}

/** The size a pane takes when it is pulled to `wanted`. */
export function paneSize(wanted: number, { least, most, collapsed }: PaneSizes): number {
  if (collapsed !== undefined && wanted < (least + collapsed) / 2) return collapsed
  return Math.round(Math.min(most, Math.max(least, wanted)))
}

/** The size a pane had the last time; its first one where nothing, or nothing sensible, was kept. */
export function rememberedSize(kept: string | undefined, sizes: PaneSizes): number {
  const size = kept === undefined || kept.trim() === '' ? Number.NaN : Number(kept)
  return Number.isFinite(size) ? paneSize(size, sizes) : sizes.start
}
