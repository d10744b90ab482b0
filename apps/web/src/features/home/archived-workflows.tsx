import type { WorkflowSummary } from '@aob/schemas'
import { ArchiveRestore, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'

/** What was put away, folded: its names stay taken, and each can be brought back. */
export function ArchivedWorkflows({ workflows, onBringBack }: { workflows: readonly WorkflowSummary[]; onBringBack: (name: string) => void }) {
  const [open, setOpen] = useState(false)
  return (
    <section aria-label="Archived workflows" className="flex flex-col gap-2">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-8 items-center gap-1 self-start rounded-lg px-1 font-medium text-ink-2 text-sm hover:text-ink max-sm:h-11"
      >
        <ChevronRight aria-hidden size={15} className={cx('transition-transform duration-[120ms]', open && 'rotate-90')} />
        Archived ({workflows.length})
      </button>
      {open ? (
        <ul aria-label="Archived" className="rounded-xl border border-line bg-surface">
          {workflows.map(({ workflowId, name, updatedAt }) => (
            <li key={workflowId} className="flex items-center gap-3 border-line border-b px-4 py-2 last:border-0">
              <span className="min-w-0 flex-1 truncate" title={name}>
                {name}
              </span>
              <span className="text-ink-3 text-sm max-sm:hidden">
                <RelativeTime at={updatedAt} />
              </span>
              <Button size="sm" icon={<ArchiveRestore aria-hidden size={14} />} onClick={() => onBringBack(name)}>
                Bring back<span className="sr-only"> {name}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
