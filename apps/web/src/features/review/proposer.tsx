import type { Actor } from '@aob/schemas'
import { useModelLabel } from '../../lib/live/model-label.ts'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/class-names.ts'

/** Who proposes: picture, name and the model behind an agent. A scripted model always says so. */
export function Proposer({ actor }: { actor: Actor }) {
  const model = useModelLabel(actor)
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <Avatar actor={actor} size={24} />
      <span className="truncate font-semibold">{actorName(actor)}</span>
      {model ? <Chip tone={model.scripted ? 'warning' : 'neutral'}>{model.text}</Chip> : null}
    </span>
  )
}

/** `Scout proposes 3 changes`, and for the person who reads it `You propose 3 changes`. */
export function proposes(actor: Actor | undefined, past = false): string {
  const name = actor ? actorName(actor) : 'Somebody'
  if (past) return `${name} proposed`
  return name === 'You' ? 'You propose' : `${name} proposes`
}

/** Words an actor wrote, set apart from what the product itself says. */
export function OwnWords({ actor, text }: { actor: Actor; text: string }) {
  return (
    <figure className={cx('rounded-lg border-l-[3px] bg-surface-2 py-2 pr-3 pl-3', actor.kind === 'human' ? 'border-line-strong' : 'border-[var(--tint-ai)]')}>
      <figcaption className="mb-0.5 text-ink-3 text-xs">{actor.kind === 'human' ? 'Reason given' : 'Written by the agent'}</figcaption>
      <blockquote className="whitespace-pre-wrap break-words text-sm">{text}</blockquote>
    </figure>
  )
}
