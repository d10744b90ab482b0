import type { ProtectedNode } from '@aob/schemas'
import { ShieldAlert } from 'lucide-react'
import { typeLook } from '../../ui/canvas/node-look.ts'
import { Chip } from '../../ui/chip.tsx'
import { JsonFacts } from '../../ui/json-facts.tsx'

/** The steps that an approval lets happen and that nobody can take back; expressions are filled in as far as they can be before the steps run. */
export function ProtectedRequests({ nodes }: { nodes: readonly ProtectedNode[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {nodes.map((node) => (
        <li key={node.nodeId} className="rounded-lg border border-line">
          <div className="flex items-center gap-2 border-line border-b px-3 py-2">
            <ShieldAlert size={15} aria-hidden className="shrink-0 text-warning" />
            <span className="min-w-0 flex-1 truncate font-medium text-sm">{node.name ?? node.nodeId}</span>
            <span className="text-ink-3 text-xs">{typeLook(node.type).label}</span>
            <Chip tone="warning">irreversible</Chip>
          </div>
          <JsonFacts facts={Object.entries(node.preview ?? node.config)} className="px-3 py-2" />
        </li>
      ))}
    </ul>
  )
}
