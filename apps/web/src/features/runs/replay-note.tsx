import type { RunDetail } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTRPC } from '../../lib/trpc.ts'
import { shortRunId } from './runs-table.tsx'

/** Which run this one repeats, what it took over, and whether a frozen one came to the same. */
export function ReplayNote({ detail, nameOf }: { detail: RunDetail; nameOf: (nodeId: string) => string }) {
  const trpc = useTRPC()
  const { replay } = detail.run
  const original = useQuery({ ...trpc.runs.get.queryOptions({ runId: replay?.of ?? '' }), enabled: replay?.mode === 'freeze' })
  if (!replay) return null
  const reused = Object.values(detail.nodes).filter((node) => node.reused)
  return (
    <section aria-label="Replay" className="flex flex-col gap-1 rounded-lg border border-line bg-surface-2 px-3 py-2 text-ink-2 text-sm">
      <p>
        {replay.mode === 'freeze' ? 'Repeats from the record of ' : 'Repeats '}
        <Link to="/runs/$runId" params={{ runId: replay.of }} className="font-medium text-accent-text underline-offset-4 hover:underline">
          run {shortRunId(replay.of)}
        </Link>
        {replay.mode === 'live' ? (replay.from ? `, from ${nameOf(replay.from)} on.` : ', from the beginning.') : '; nobody was called.'}
      </p>
      {replay.mode === 'live' && reused.length > 0 ? <p>Taken over, not executed: {reused.map(({ nodeId }) => nameOf(nodeId)).join(', ')}.</p> : null}
      {detail.stateHash !== undefined && original.data?.stateHash !== undefined ? (
        <p>{detail.stateHash === original.data.stateHash ? 'It came to the same state.' : 'It came to another state than the original.'}</p>
      ) : null}
    </section>
  )
}
