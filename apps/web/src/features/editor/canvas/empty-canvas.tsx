import { Plus, Workflow } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'

/** The first words on an empty canvas. */
export function EmptyCanvas({ onAdd }: { onAdd: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center">
      <div data-region-start className="pointer-events-auto rounded-2xl border border-line bg-surface">
        <EmptyState
          icon={<Workflow aria-hidden size={22} />}
          title="Start with a first step"
          className="py-8!"
          action={
            <Button tone="primary" icon={<Plus aria-hidden size={15} />} onClick={onAdd}>
              Add a node
            </Button>
          }
        >
          Drag a node type from the palette onto the canvas, or press Ctrl+K and type what you need.
        </EmptyState>
      </div>
    </div>
  )
}
