import { CircleAlert, CircleCheck, Hand, Info, type LucideIcon, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { dismissToast, readingMs, showToast, type Toast, type ToastKind, toastStore } from './toast-store.ts'

const ERROR_MS = 12_000

type Action = Toast['action']

/** Brief words about something that happened, there until they can have been read. Errors stay longer; `attention` as long as it says. */
export const notify = {
  /** With something to press it stays as long as an error: a hand has to get there. */
  done: (message: string, description?: string, action?: Action) =>
    showToast({ kind: 'done', message, description, action, durationMs: Math.max(action ? ERROR_MS : 0, readingMs(message, description)) }),
  info: (message: string, description?: string) => showToast({ kind: 'info', message, description, durationMs: readingMs(message, description) }),
  error: (message: string, description?: string, action?: Action, { id, durationMs = ERROR_MS }: Partial<Pick<Toast, 'id' | 'durationMs'>> = {}) =>
    showToast({ id, kind: 'error', message, description, action, durationMs }),
  attention: (toast: Omit<Toast, 'kind'>) => showToast({ ...toast, kind: 'attention' }),
  dismiss: dismissToast,
}

const LOOKS: Readonly<Record<ToastKind, { icon: LucideIcon; tint: string }>> = {
  done: { icon: CircleCheck, tint: 'text-status-succeeded' },
  info: { icon: Info, tint: 'text-ink-3' },
  error: { icon: CircleAlert, tint: 'text-danger' },
  attention: { icon: Hand, tint: 'text-status-waiting' },
}

const selectToasts = (state: { toasts: readonly Toast[] }) => state.toasts

/** Below the canvas's middle: titles, the bar and the corners with map and zoom stay free. */
export function Toaster() {
  const toasts = useStore(toastStore, selectToasts)
  const [pointedAt, setPointedAt] = useState(false)
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      data-toaster=""
      className="pointer-events-none fixed inset-x-3 bottom-15 z-60 flex flex-col items-center gap-2"
      onPointerEnter={() => setPointedAt(true)}
      onPointerLeave={() => setPointedAt(false)}
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} held={pointedAt} />
      ))}
    </section>
  )
}

function ToastCard({ toast, held }: { toast: Toast; held: boolean }) {
  const { id, kind, message, description, action, durationMs } = toast
  const [focused, setFocused] = useState(false)
  const stays = held || focused || durationMs === Number.POSITIVE_INFINITY
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words under the same id start its time anew
  useEffect(() => {
    if (stays) return
    const timer = setTimeout(() => dismissToast(id), durationMs)
    return () => clearTimeout(timer)
  }, [stays, durationMs, id, toast])
  const { icon: Icon, tint } = LOOKS[kind]
  return (
    <div
      role="group"
      aria-label={message}
      data-toast={kind}
      className="pop-in pointer-events-auto flex w-full max-w-96 items-start gap-2.5 rounded-xl border border-line-strong bg-surface py-3 pr-2 pl-3.5 shadow-pop"
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${tint}`} />
      <div className="min-w-0 flex-1 break-words text-sm">
        <p className="font-medium">{message}</p>
        {description ? <p className="mt-0.5 line-clamp-5 text-ink-2">{description}</p> : null}
      </div>
      {action ? (
        <button
          type="button"
          className="shrink-0 rounded-lg bg-accent px-2.5 py-1 font-medium text-on-accent text-sm hover:bg-accent-hover"
          onClick={() => {
            dismissToast(id)
            action.onClick()
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button
        type="button"
        aria-label="Close toast"
        className="flex size-6 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-surface-3 hover:text-ink"
        onClick={() => dismissToast(id)}
      >
        <X aria-hidden size={14} />
      </button>
    </div>
  )
}
