import { type TintName, typeLook } from '../../../ui/canvas/node-look.ts'
import { cx } from '../../../ui/class-names.ts'

const TINTS: Readonly<Record<TintName, string>> = {
  actions: 'bg-[var(--tint-actions-soft)] text-[var(--tint-actions)]',
  logic: 'bg-[var(--tint-logic-soft)] text-[var(--tint-logic)]',
  scopes: 'bg-[var(--tint-scopes-soft)] text-[var(--tint-scopes)]',
  ai: 'bg-[var(--tint-ai-soft)] text-[var(--tint-ai)]',
  people: 'bg-[var(--tint-people-soft)] text-[var(--tint-people)]',
  unknown: 'bg-[var(--tint-unknown-soft)] text-[var(--tint-unknown)]',
}

/** The tinted icon of a node type, as on its card. */
export function TypeIcon({ type, small = false }: { type: string; small?: boolean }) {
  const look = typeLook(type)
  const Icon = look.icon
  return (
    <span className={cx('flex shrink-0 items-center justify-center rounded-lg', small ? 'size-6' : 'size-8', TINTS[look.tint])}>
      <Icon aria-hidden size={small ? 13 : 16} strokeWidth={1.9} />
    </span>
  )
}
