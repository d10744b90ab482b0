const REGION_ID = 'announcer'

/** Speaks a sentence to screen readers, politely. */
export function announce(sentence: string): void {
  const region = document.getElementById(REGION_ID)
  if (!region) return
  // The same sentence twice is only spoken again when the text changes in between.
  region.textContent = ''
  requestAnimationFrame(() => {
    region.textContent = sentence
  })
}

export const ANNOUNCER = { id: REGION_ID, role: 'status', 'aria-live': 'polite', className: 'sr-only' } as const
