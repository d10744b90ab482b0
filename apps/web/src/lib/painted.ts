/** Resolves when what has just been put into the page is on the screen; at once where nobody looks. */
export async function painted(): Promise<void> {
  if (document.hidden) return
  await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
}
