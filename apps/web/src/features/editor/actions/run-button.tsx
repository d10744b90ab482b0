import { ChevronDown, Play, SlidersHorizontal } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'
import type { RunAction } from './use-run.ts'

/** Run, and beside it the ways to run differently. */
export function RunButton({ run, errors, todo }: { run: RunAction; errors: number; todo: number }) {
  const why =
    errors > 0
      ? `${errors} ${errors === 1 ? 'problem stands' : 'problems stand'} in the way`
      : todo > 0
        ? `${todo} ${todo === 1 ? 'setting is' : 'settings are'} still to be filled in`
        : 'Save if needed and start a run'
  return (
    <div className="flex items-center">
      <Tooltip content={why} shortcut={errors + todo > 0 ? undefined : 'Ctrl+Enter'}>
        <Button tone="primary" className="rounded-r-none!" icon={<Play aria-hidden size={14} />} busy={run.busy} onClick={run.press}>
          Run
        </Button>
      </Tooltip>
      <Menu entries={[{ label: 'Run with inputs…', icon: <SlidersHorizontal size={15} />, onSelect: run.ask }]}>
        <IconButton label="More ways to run" className="ml-px w-7! rounded-l-none! bg-accent! text-on-accent! enabled:hover:bg-accent-hover!">
          <ChevronDown aria-hidden size={14} />
        </IconButton>
      </Menu>
    </div>
  )
}
