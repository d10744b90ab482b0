import type { ApprovalView } from '@aob/schemas'
import { Link } from '@tanstack/react-router'
import { Clock, Fingerprint } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { DecisionForm, DecisionOutcome } from './approval-decision.tsx'
import { readDeadline } from './deadline.ts'
import { Evidence } from './evidence.tsx'
import { evidenceShape } from './evidence-shape.ts'
import { ProtectedRequests } from './protected-requests.tsx'

const CLOCK_TONES = { calm: 'neutral', urgent: 'warning', passed: 'danger' } as const

/** Time left, ticking; what happens then is said in the tooltip. */
function DeadlineClock({ deadline }: { deadline: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const reading = readDeadline(new Date(deadline).getTime(), now)
  return (
    <Chip
      tone={CLOCK_TONES[reading.tone]}
      icon={<Clock size={12} aria-hidden />}
      title={`Deadline ${new Date(deadline).toLocaleString()}`}
      className="tabular-nums"
    >
      {reading.text}
    </Chip>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium text-ink-3 text-xs">{title}</h3>
      {children}
    </section>
  )
}

export interface ApprovalCardProps {
  approval: ApprovalView
  /** On the run's own page: no word on where the question comes from, and only the outcome once it is decided. */
  inPlace?: boolean
  className?: string
}

/**
 * One question to a person: what is asked, why, the evidence, exactly what would happen, and until when.
 * Once decided anywhere it only tells who decided.
 */
export function ApprovalCard({ approval, inPlace = false, className }: ApprovalCardProps) {
  const waiting = approval.status === 'waiting_for_approval'
  const protects = approval.protects ?? []
  const whole = waiting || !inPlace
  return (
    <article
      aria-label={`Approval: ${approval.title}`}
      data-approval={approval.approvalId}
      data-approval-status={approval.status}
      className={cx('flex min-h-0 flex-col rounded-xl border bg-surface', waiting ? 'border-status-waiting' : 'border-line', className)}
    >
      <header className="flex items-center gap-2 px-4 pt-3.5">
        {waiting ? <StatusLabel status="waiting" className="font-medium" /> : <span className="font-medium text-ink-3 text-sm">Decided</span>}
        <span className="ml-auto">{waiting && approval.deadline ? <DeadlineClock deadline={approval.deadline} /> : null}</span>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 px-4 pt-2 pb-4">
        <div>
          <h2 className="text-balance font-semibold text-lg">{approval.title}</h2>
          {approval.message ? <p className="mt-1 whitespace-pre-wrap text-ink-2">{approval.message}</p> : null}
          <p className="mt-1 text-ink-3 text-sm">
            {inPlace ? (
              (approval.nodeName ?? approval.nodeId)
            ) : (
              <Link to="/runs/$runId" params={{ runId: approval.runId }} className="text-accent-text underline-offset-4 hover:underline">
                {approval.workflowName} › {approval.nodeName ?? approval.nodeId}
              </Link>
            )}
            {approval.assignee ? ` · for ${approval.assignee}` : ''} · asked <RelativeTime at={approval.createdAt} />
          </p>
        </div>
        {whole && evidenceShape(approval.evidence).kind !== 'none' ? (
          <Section title="What it is based on">
            <Evidence evidence={approval.evidence} />
          </Section>
        ) : null}
        {whole && protects.length > 0 ? (
          <Section
            title={protects.length === 1 ? 'What will happen, and cannot be taken back' : `${protects.length} steps that will happen and cannot be taken back`}
          >
            <ProtectedRequests nodes={protects} />
          </Section>
        ) : null}
      </div>
      <footer className="sticky bottom-0 flex flex-col gap-2.5 rounded-b-xl border-line border-t bg-surface px-4 py-3">
        {waiting ? <DecisionForm approval={approval} /> : <DecisionOutcome approval={approval} />}
        <Tooltip content="Your answer counts for exactly this request. If anything in it changes, it is asked anew." side="top">
          <span className="inline-flex items-center gap-1.5 self-start font-mono text-xs text-ink-3">
            <Fingerprint size={12} aria-hidden /> request {shortHash(approval.requestHash)}
          </span>
        </Tooltip>
      </footer>
    </article>
  )
}

/** First and last digits of a hash, enough to compare two by eye. */
export function shortHash(hash: string): string {
  const digits = hash.replace(/^sha256:/, '')
  return digits.length > 14 ? `${digits.slice(0, 8)}…${digits.slice(-4)}` : digits
}
