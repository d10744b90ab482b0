import { Dialog } from './dialog.tsx'
import { Kbd } from './kbd.tsx'
import { KEY_GROUPS } from './key-list.ts'

export interface KeysDialogProps {
  onClose: () => void
}

/** All keys at a glance. */
export function KeysDialog({ onClose }: KeysDialogProps) {
  return (
    <Dialog open onOpenChange={onClose} title="Keys" width="lg">
      <div className="gap-x-8 sm:columns-2">
        {KEY_GROUPS.map(({ title, rows }) => (
          <section key={title} aria-label={title} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-medium text-ink-3 text-xs">{title}</h3>
            <dl>
              {rows.map(({ keys, does }) => (
                <div key={does} className="flex items-center justify-between gap-4 border-line border-b py-1 last:border-b-0">
                  <dt className="text-sm">{does}</dt>
                  <dd className="flex shrink-0 gap-1.5">
                    {keys.map((one) => (
                      <Kbd key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
