/** What people do that the page answers with a frame of its own. */
const INPUT = ['pointerdown', 'keydown', 'wheel'] as const

/** Whether somebody has done something since the last time this was asked, or the browser holds something back that was done. */
export interface InputWatch {
  take(): boolean
  close(): void
}

/** Who makes frames of work asks before each whether a person waits for one. */
export function watchInput(target: Window): InputWatch {
  let came = false
  const note = () => {
    came = true
  }
  for (const kind of INPUT) target.addEventListener(kind, note, { capture: true, passive: true })
  return {
    take() {
      const waits = came || pending(target.navigator)
      came = false
      return waits
    },
    close() {
      for (const kind of INPUT) target.removeEventListener(kind, note, { capture: true })
    },
  }
}

/** Chromium alone tells; elsewhere what has come is known by then. */
function pending(navigator: Navigator & { scheduling?: { isInputPending?: () => boolean } }): boolean {
  return navigator.scheduling?.isInputPending?.() ?? false
}
