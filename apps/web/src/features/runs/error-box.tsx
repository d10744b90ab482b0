import { ERROR_CODES, isErrorCode, type NodeError } from '@aob/schemas'
import { CircleAlert } from 'lucide-react'

/** An error in full: what failed, its stable code, and what can be done about it. */
export function ErrorBox({ error }: { error: NodeError }) {
  const causes = error.causes?.filter((cause) => !error.message.includes(cause))
  const hint = isErrorCode(error.code) ? ERROR_CODES[error.code].hint : undefined
  return (
    <div className="flex gap-2.5 rounded-lg bg-danger-soft px-3 py-2.5 text-sm">
      <CircleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-danger" />
      <div className="min-w-0">
        <p className="break-words text-ink">{error.message}</p>
        <p className="mt-1 text-ink-2">
          <code className="font-mono text-sm text-danger">{error.code}</code>
          {error.retryable ? ' · may pass if tried again' : ''}
        </p>
        {hint ? <p className="mt-1 text-ink-2">{hint}</p> : null}
        {/* What a service answered often stands in the message itself. */}
        {causes?.map((cause) => (
          <p key={cause} className="mt-1 break-words text-ink-3">
            because {cause}
          </p>
        ))}
      </div>
    </div>
  )
}
