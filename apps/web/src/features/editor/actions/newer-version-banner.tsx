import { GitBranch } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import type { SaveAction } from './use-save.ts'

export interface NewerVersionBannerProps {
  save: SaveAction
}

/** Says that the draft and a newer version stand side by side: saving lays the draft over it, or leads to the choice. */
export function NewerVersionBanner({ save }: NewerVersionBannerProps) {
  return (
    <div role="status" className="flex h-9 min-w-0 items-center gap-2 rounded-full border border-status-waiting bg-surface pr-1 pl-3 text-sm">
      <GitBranch aria-hidden size={14} className="shrink-0 text-status-waiting" />
      <span className="truncate">
        <span className="font-semibold">A newer version was published</span> beside this draft
      </span>
      <Button size="sm" className="rounded-full!" onClick={() => void save.save()}>
        Save over it
      </Button>
    </div>
  )
}
