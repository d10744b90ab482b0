import { Minus, Pencil, Plus } from 'lucide-react'
import { cx } from '../class-names.ts'
import type { DiffMark } from './overlays.ts'

export const DIFF_LOOKS = {
  added: { word: 'Added', icon: Plus, fill: 'bg-diff-add', soft: 'bg-diff-add-soft', text: 'text-diff-add' },
  removed: { word: 'Removed', icon: Minus, fill: 'bg-diff-remove', soft: 'bg-diff-remove-soft', text: 'text-diff-remove' },
  changed: { word: 'Changed', icon: Pencil, fill: 'bg-diff-change', soft: 'bg-diff-change-soft', text: 'text-diff-change' },
} as const

/** The badge of a proposed change: symbol, word and who proposes it. */
export function DiffBadge({ mark, className }: { mark: DiffMark; className?: string }) {
  const look = DIFF_LOOKS[mark.kind]
  const Icon = look.icon
  return (
    <span
      className={cx('inline-flex h-5.5 items-center gap-1 whitespace-nowrap rounded-full px-2 font-semibold text-on-diff text-xs', look.fill, className)}
      title={mark.fields?.length ? `Changes: ${mark.fields.join(', ')}` : undefined}
    >
      <Icon aria-hidden size={12} strokeWidth={2.5} />
      {look.word}
      {mark.by ? ` · ${mark.by}` : ''}
    </span>
  )
}
