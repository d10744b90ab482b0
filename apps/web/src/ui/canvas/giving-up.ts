/**
 * While something is in the hand: Escape gives it up and does nothing else, and letting the button go after that is no click on whatever
 * lies below. Answers the remover.
 */
export function onGivingUp(giveUp: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopImmediatePropagation()
    stop()
    swallowClick()
    giveUp()
  }
  const stop = () => window.removeEventListener('keydown', onKey, { capture: true })
  window.addEventListener('keydown', onKey, { capture: true })
  return stop
}

/** The next click, unless another press of a button comes before it. */
function swallowClick(): void {
  const over = new AbortController()
  window.addEventListener(
    'click',
    (event) => {
      over.abort()
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    { capture: true, signal: over.signal },
  )
  window.addEventListener('pointerdown', () => over.abort(), { capture: true, signal: over.signal })
}

/** Tells whoever follows the pointer that the button was let go, though it was not. */
export function letGo(): void {
  document.dispatchEvent(new MouseEvent('mouseup', { bubbles: true, view: window }))
}
