import type { ReactNode } from 'react'

/** Head of the inspector: picture, title, what it is, and actions. */
export function InspectorHeader({ icon, title, kind, actions }: { icon?: ReactNode; title: ReactNode; kind: ReactNode; actions?: ReactNode }) {
  return (
    <header className="flex items-start gap-2.5 px-4 pt-3 pb-2">
      {icon}
      <div className="min-w-0 flex-1">
        {title}
        <p className="truncate text-ink-3 text-xs">{kind}</p>
      </div>
      {actions}
    </header>
  )
}
