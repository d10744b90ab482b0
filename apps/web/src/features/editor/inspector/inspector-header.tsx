import type { ReactNode } from 'react'

export interface InspectorHeaderProps {
  icon?: ReactNode
  title: ReactNode
  kind: ReactNode
  /** The title with its hidden characters, where it has some: a field shows what they make of it. */
  written?: string
  actions?: ReactNode
}

/** Head of the inspector: picture, title, what it is, and actions. */
export function InspectorHeader({ icon, title, kind, written, actions }: InspectorHeaderProps) {
  return (
    <header className="flex items-start gap-2.5 px-4 pt-3 pb-2">
      {icon}
      <div className="min-w-0 flex-1">
        {title}
        <p className="truncate text-ink-3 text-xs">{kind}</p>
        {written ? <p className="break-words text-warning text-xs">Hidden characters: {written}</p> : null}
      </div>
      {actions}
    </header>
  )
}
