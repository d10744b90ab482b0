import { useEffect, useRef } from 'react'
import { WIDE_LAYOUT } from '../../lib/after-canvas.ts'
import { useRunSession } from '../../lib/live/run-session-context.ts'
import { announce } from '../../ui/announcer.ts'
import { STATUS_LOOKS, wordOfNode } from '../../ui/status-vocabulary.ts'
import { notify } from '../../ui/toast.tsx'
import { type Alert, alertOf, type FailedRun, panelTells } from './run-words.ts'

/** Alerts stay this long, in ms; a question that a review hides stays until it is answered or put away. */
const FAILURE_MS = 20_000
const SEEN_MS = 6_000

interface AlertWords {
  /** Another one whenever the graph is. */
  nameOf: (nodeId: string) => string
  /** Whether the graph at hand has it: a step that a patch adds may start before the page has computed what it is called. */
  knows: (nodeId: string) => boolean
  workflowName: string
}

const ENDED_WORDS = { completed: 'Run completed', failed: 'Run failed', cancelled: 'Run cancelled', timed_out: 'Run timed out' } as const

/**
 * Says aloud what needs a person or went wrong while the page is open. Events that were there before, up to `knownSeq`, are history
 * and stay silent; until that number is known nothing is said.
 */
export function useRunAlerts(knownSeq: number | undefined, words: AlertWords): void {
  const session = useRunSession()
  // Only the first answer tells what was there before: a later one may already count an event that is still on its way here.
  const known = useRef(knownSeq)
  known.current ??= knownSeq
  const latest = useRef(words)
  latest.current = words
  const unnamed = useRef<{ nodeId: string; word: string }[]>([])
  const { nameOf } = words
  useEffect(() => {
    for (const { nodeId, word } of unnamed.current.splice(0)) announce(`${nameOf(nodeId)}: ${word}`)
  }, [nameOf])
  useEffect(() => {
    const shown = new Set<string>()
    const failures = new Map<string, string>()
    const underReview = () => session.view.store.getState().stage.kind === 'review'
    /** A card that says the same and takes the answer comes into sight: words over it would only cover its buttons. */
    const hasItsCard = (nodeId: string, kind: 'approval' | 'held') => {
      const { selectedNodeId, front } = session.view.store.getState()
      const shown = kind === 'approval' || selectedNodeId === undefined || selectedNodeId === nodeId
      return shown && panelIsSeen(front)
    }
    const panelIsSeen = (front: string | undefined) => {
      if (underReview()) return false
      // On a small screen it stands at the head of one of the tabs.
      return matchMedia(WIDE_LAYOUT).matches || (front === 'now' && document.querySelector('[data-run-side]')?.scrollTop === 0)
    }
    const failureIsSaid = (nodeId: string, model: FailedRun) => {
      const { selectedNodeId, front } = session.view.store.getState()
      return panelTells(nodeId, selectedNodeId, model) && panelIsSeen(front)
    }
    const show = (alert: Alert, model: FailedRun) => {
      const { nameOf, workflowName } = latest.current
      switch (alert.kind) {
        case 'approval':
          if (hasItsCard(alert.nodeId, 'approval')) {
            announce(`${nameOf(alert.nodeId)} needs you: ${alert.title}`)
            return
          }
          shown.add(alert.key)
          notify.attention({
            id: alert.key,
            message: `${nameOf(alert.nodeId)} needs you`,
            durationMs: underReview() ? Number.POSITIVE_INFINITY : SEEN_MS,
            description: `${alert.title} · ${workflowName}`,
            action: { label: 'Look', onClick: () => session.view.select(alert.nodeId) },
          })
          return
        case 'held':
          if (hasItsCard(alert.nodeId, 'held')) {
            announce(`${nameOf(alert.nodeId)} is held and needs you`)
            return
          }
          shown.add(alert.key)
          notify.attention({
            id: alert.key,
            message: `${nameOf(alert.nodeId)} is held and needs you`,
            durationMs: underReview() ? Number.POSITIVE_INFINITY : SEEN_MS,
            description: `${alert.message ?? 'Its type is not registered here.'} · ${workflowName}`,
            action: { label: 'Decide', onClick: () => session.view.select(alert.nodeId) },
          })
          return
        case 'failure':
          if (failureIsSaid(alert.nodeId, model)) {
            announce(`${nameOf(alert.nodeId)} failed: ${alert.message}`)
            return
          }
          shown.add(alert.key)
          failures.set(alert.nodeId, alert.key)
          notify.error(
            `${nameOf(alert.nodeId)} failed${alert.handled ? ', the run goes on' : ''}`,
            `${alert.code}: ${alert.message}`,
            { label: 'Look', onClick: () => session.view.select(alert.nodeId) },
            { id: alert.key, durationMs: FAILURE_MS },
          )
          return
        case 'proposal':
          announce(`${alert.by} proposes a change of the graph`)
          return
        case 'ended':
          announce(`${ENDED_WORDS[alert.outcome]}${alert.message ? `: ${alert.message}` : ''}`)
      }
    }
    const stop = session.onFresh((events, model) => {
      for (const event of events) {
        if (event.type === 'approval.decided') dismiss(model.log, 'approval.requested', event)
        if (event.type === 'node.resolved') dismiss(model.log, 'node.held', event)
        if (known.current === undefined || event.seq <= known.current) continue
        const alert = alertOf(event)
        if (event.type === 'run.failed') for (const [nodeId, key] of failures) if (failureIsSaid(nodeId, model)) notify.dismiss(key)
        if (alert) show(alert, model)
        else if (event.type === 'node.started' || event.type === 'node.completed') {
          const { nodeId } = event.data
          const { word } = STATUS_LOOKS[wordOfNode(event.type === 'node.started' ? 'running' : 'succeeded')]
          const name = latest.current.nameOf(nodeId)
          if (name !== nodeId || latest.current.knows(nodeId)) announce(`${name}: ${word}`)
          else unnamed.current.push({ nodeId, word })
        }
      }
    })
    return () => {
      stop()
      // They speak of this run and lead into its page; elsewhere they would lie over what they have nothing to do with.
      for (const id of shown) notify.dismiss(id)
    }
  }, [session])
}

/** What has been answered needs no toast any more. */
function dismiss(
  log: ReadonlyArray<{ seq: number; type: string; nodeId?: string }>,
  asked: 'approval.requested' | 'node.held',
  { runId, data }: { runId: string; data: { nodeId: string } },
): void {
  for (const line of log) if (line.type === asked && line.nodeId === data.nodeId) notify.dismiss(`${runId}-${line.seq}`)
}
