/** Gives the focus to the canvas: to the card that is selected, else to what Tab would lead to. */
export async function backToCanvas(): Promise<void> {
  const { goToRegion } = await import('../../../ui/region-walk.ts')
  goToRegion('canvas')
}
