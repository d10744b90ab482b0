import type { ArtifactView } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { useMemo } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { formatBytes } from '../../ui/byte-size.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { notify } from '../../ui/toast.tsx'

const SKIPPED = 'skipped://'

/** A stored value: its address, its size, and the value itself as a tree. */
export function OutputView({ outputRef, label, openDepth = 2 }: { outputRef: string; label: string; openDepth?: number }) {
  if (outputRef.startsWith(SKIPPED))
    return <p className="text-ink-2 text-sm">The node was skipped and left no value ({outputRef.slice(SKIPPED.length).replace('_', ' ')}).</p>
  return <StoredValue outputRef={outputRef} label={label} openDepth={openDepth} />
}

function StoredValue({ outputRef, label, openDepth }: { outputRef: string; label: string; openDepth: number }) {
  const trpc = useTRPC()
  const { data, error } = useQuery({ ...trpc.artifacts.read.queryOptions({ ref: outputRef }), staleTime: Number.POSITIVE_INFINITY })
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Reference outputRef={outputRef} bytes={data?.bytes} />
      {error ? <p className="text-danger text-sm">{failureOf(error).message}</p> : null}
      {data ? <Value artifact={data} label={label} openDepth={openDepth} /> : error ? null : <Skeleton className="h-24" />}
    </div>
  )
}

function Reference({ outputRef, bytes }: { outputRef: string; bytes: number | undefined }) {
  const copy = () => {
    navigator.clipboard.writeText(outputRef).then(
      () => notify.done('Reference copied'),
      () => notify.error('The browser did not allow copying', outputRef),
    )
  }
  return (
    <div className="flex min-w-0 items-center gap-2 text-ink-3 text-xs">
      <code title={outputRef} className="min-w-0 truncate font-mono">
        {outputRef}
      </code>
      <IconButton label="Copy reference" size="sm" className="-my-1" onClick={copy}>
        <Copy size={13} aria-hidden />
      </IconButton>
      {bytes === undefined ? null : <span className="ml-auto shrink-0 tabular-nums">{formatBytes(bytes)}</span>}
    </div>
  )
}

type Parsed = { kind: 'json'; value: unknown } | { kind: 'text'; text: string } | { kind: 'bytes' }

/** A value is shown as a tree when it is whole and JSON, else as it is. */
export function parseArtifact(artifact: Pick<ArtifactView, 'text' | 'truncated'>): Parsed {
  if (artifact.text === undefined) return { kind: 'bytes' }
  if (artifact.truncated) return { kind: 'text', text: artifact.text }
  try {
    return { kind: 'json', value: JSON.parse(artifact.text) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'text', text: artifact.text }
    throw error
  }
}

function Value({ artifact, label, openDepth }: { artifact: ArtifactView; label: string; openDepth: number }) {
  const parsed = useMemo(() => parseArtifact(artifact), [artifact])
  if (parsed.kind === 'json') return <JsonTree label={label} value={parsed.value} openDepth={openDepth} />
  if (parsed.kind === 'bytes') return <p className="text-ink-2 text-sm">Binary data without a text form.</p>
  return (
    <div>
      {artifact.truncated ? <p className="mb-1 text-ink-3 text-xs">The beginning of a long value:</p> : null}
      <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-sm">{parsed.text}</pre>
    </div>
  )
}
