import { createStore } from 'zustand/vanilla'

export type ToastKind = 'done' | 'info' | 'error' | 'attention'

export interface Toast {
  id: string
  kind: ToastKind
  message: string
  description?: string
  action?: { label: string; onClick: () => void }
  /** Milliseconds it stays while nobody points at it; `Infinity` until it is put away. */
  durationMs: number
}

/** What a glance takes, in ms, and beyond that many characters what slow readers need for one. */
const GLANCE = { ms: 4_000, characters: 40, msEach: 60 }

/** How long words stay that nobody has to answer, in ms: until a report of several sentences can have been read, too. */
export function readingMs(message: string, description = ''): number {
  return GLANCE.ms + GLANCE.msEach * Math.max(0, message.length + description.length - GLANCE.characters)
}

/** More would cover what they are about; the oldest go. */
export const MOST_TOASTS = 4

/** Brief words on the screen now, the newest last. */
export const toastStore = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }))

let made = 0

/** Shows a toast and answers its id; one of the same id is replaced in its place. */
export function showToast({ id = `toast-${++made}`, ...toast }: Omit<Toast, 'id'> & { id?: string }): string {
  toastStore.setState(({ toasts }) => {
    const known = toasts.some((other) => other.id === id)
    const next = known ? toasts.map((other) => (other.id === id ? { ...toast, id } : other)) : [...toasts, { ...toast, id }]
    return { toasts: next.slice(-MOST_TOASTS) }
  })
  return id
}

export function dismissToast(id: string): void {
  toastStore.setState(({ toasts }) => (toasts.some((toast) => toast.id === id) ? { toasts: toasts.filter((toast) => toast.id !== id) } : { toasts }))
}
