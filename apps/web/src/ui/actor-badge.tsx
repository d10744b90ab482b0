import type { Actor } from '@aob/schemas'
import { Bot, Cog, Sparkles } from 'lucide-react'
import { cx } from './class-names.ts'

const looks = {
  human: 'bg-surface-3 text-ink',
  agent: 'bg-[var(--tint-ai-soft)] text-[var(--tint-ai)]',
  optimizer: 'bg-[var(--tint-logic-soft)] text-[var(--tint-logic)]',
  system: 'bg-surface-3 text-ink-2',
} as const

/** The actor's name as people read it; a model's name is added by {@link ActorBadge}. */
export function actorName(actor: Actor): string {
  return actor.name ?? actor.id
}

/** The round picture of an actor: initials for people, a symbol for machines. */
export function Avatar({ actor, size = 20 }: { actor: Actor; size?: number }) {
  const Icon = actor.kind === 'agent' ? Bot : actor.kind === 'optimizer' ? Sparkles : actor.kind === 'system' ? Cog : undefined
  return (
    <span
      aria-hidden
      style={{ width: size, height: size, fontSize: size * 0.45 }}
      className={cx('inline-flex shrink-0 items-center justify-center rounded-full font-semibold uppercase leading-none', looks[actor.kind])}
    >
      {Icon ? <Icon size={size * 0.62} /> : actorName(actor).slice(0, 1)}
    </span>
  )
}

/** Who did it: picture, name and, for an agent, the model that spoke. */
export function ActorBadge({ actor, className }: { actor: Actor; className?: string }) {
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-1.5 text-sm', className)}>
      <Avatar actor={actor} />
      <span className="truncate font-medium">{actorName(actor)}</span>
      {actor.model ? <span className="truncate text-ink-3">{actor.model}</span> : null}
    </span>
  )
}
