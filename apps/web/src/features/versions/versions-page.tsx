import type { VersionEntry } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ListOrdered, Redo2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { failureOf, LINK_MAY_BE_CUT } from '../../lib/failure.ts'
import { useFirstView } from '../../lib/first-view.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { arrangeable } from './arrangement.ts'
import { Branches } from './branches.tsx'
import { FirstVersion } from './first-version.tsx'
import { RearrangeDialog } from './rearrange-dialog.tsx'
import { useVersionActions } from './use-version-actions.ts'
import { VersionList } from './version-list.tsx'

type Asked = { what: 'restore' | 'revert'; version: VersionEntry }

/** Every version of a workflow with who made it and why, and every way back: a step, a restore, one change taken out of the middle. */
export function VersionsPage({ name, tag, onTag }: { name: string; tag: string; onTag: (tag: string) => void }) {
  const trpc = useTRPC()
  const workflow = useQuery(trpc.workflows.get.queryOptions({ name }))
  const versions = useQuery(trpc.workflows.versions.queryOptions({ name, tag, limit: 200 }))
  useFirstView(!versions.isPending)
  const history = useQuery(trpc.workflows.history.queryOptions({ name, tag, limit: 1 }))
  const actions = useVersionActions(name, tag)
  const [asked, setAsked] = useState<Asked | undefined>()
  const [arranging, setArranging] = useState(false)
  const error = workflow.error ?? versions.error
  const head = workflow.data?.tags.find((candidate) => candidate.tag === tag)
  const list = versions.data as VersionEntry[] | undefined // tRPC types members of type unknown as optional; on the wire they are there.
  const labelOf = (artifactId: string | undefined) => list?.find((version) => version.artifactId === artifactId)?.versionLabel
  const ref = `${name}@${tag}`
  const stack = arrangeable(list ?? [])
  // With one version and nowhere to go there is nothing to press.
  const steps = (list?.length ?? 0) > 1 || history.data?.undo !== undefined || history.data?.redo !== undefined
  const busy = [actions.undo, actions.redo, actions.restore, actions.revert].some(({ isPending }) => isPending)
  return (
    <AppFrame
      title={name}
      part="Versions"
      facts={<span className="text-ink-2">Versions</span>}
      actions={
        <Link to="/w/$name" params={{ name }} search={{}} className="inline-flex h-8 items-center px-2 font-medium text-accent-text">
          Open the editor
        </Link>
      }
    >
      <div className="h-full overflow-y-auto bg-canvas">
        <div className="mx-auto flex max-w-4xl flex-col gap-4 px-4 py-5 sm:py-7">
          {error ? <Unavailable error={error} /> : null}
          {workflow.data ? <Branches name={name} tags={workflow.data.tags} tag={tag} versions={list ?? []} onTag={onTag} actions={actions} /> : null}
          {head?.compactionLags ? (
            <p role="status" className="rounded-lg bg-surface-3 px-3 py-2 text-sm">
              Not compacted yet: {head.patchesSinceBase} patches lie over the last base. Nothing is wrong with the workflow; a new base is made in the
              background.
            </p>
          ) : null}
          {steps ? (
            <div className="flex flex-wrap gap-2 max-sm:*:h-11">
              <Button icon={<Undo2 aria-hidden size={14} />} disabled={busy || !history.data?.undo} onClick={() => actions.undo.mutate({ ref })}>
                Back{stepWords(labelOf(history.data?.undo))}
              </Button>
              <Button icon={<Redo2 aria-hidden size={14} />} disabled={busy || !history.data?.redo} onClick={() => actions.redo.mutate({ ref })}>
                Forward{stepWords(labelOf(history.data?.redo))}
              </Button>
              {stack.length > 1 ? (
                <Button icon={<ListOrdered aria-hidden size={14} />} disabled={busy} onClick={() => setArranging(true)}>
                  Rearrange…
                </Button>
              ) : null}
            </div>
          ) : null}
          {list ? (
            <VersionList
              versions={list}
              busy={busy}
              onRestore={(version) => setAsked({ what: 'restore', version })}
              onTakeBack={(version) => setAsked({ what: 'revert', version })}
            />
          ) : error ? null : (
            <Skeleton className="h-64" />
          )}
          {list?.length === 1 ? <FirstVersion name={name} tag={tag} empty={list[0]?.nodeCount === 0} /> : null}
        </div>
      </div>
      {arranging ? <RearrangeDialog stack={stack} name={name} tag={tag} restack={actions.restack} onClose={() => setArranging(false)} /> : null}
      <Confirm
        asked={asked}
        onClose={() => setAsked(undefined)}
        onYes={({ what, version }) => {
          if (what === 'restore') actions.restore.mutate({ ref, artifactId: version.artifactId })
          else if (version.patch) actions.revert.mutate({ patchId: version.patch.patchId, tag })
          setAsked(undefined)
        }}
      />
    </AppFrame>
  )
}

const stepWords = (label: string | undefined) => (label === undefined ? '' : ` to ${label}`)

function Confirm({ asked, onClose, onYes }: { asked: Asked | undefined; onClose: () => void; onYes: (asked: Asked) => void }) {
  const restoring = asked?.what === 'restore'
  const label = asked?.version.versionLabel ?? ''
  return (
    <Dialog
      open={asked !== undefined}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={restoring ? `Restore ${label}?` : `Take ${label} back?`}
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>Keep it as it is</Button>
          <Button tone={restoring ? 'primary' : 'danger'} onClick={() => asked && onYes(asked)}>
            {restoring ? 'Restore' : 'Take back'}
          </Button>
        </>
      }
    >
      <p>
        {restoring
          ? `New runs start with ${label} again. Versions after it stay in the history, and one step back leads to where the tag is now.`
          : 'A new change undoes this one and leaves everything newer as it is. Where newer changes build on it, you are told which.'}
      </p>
    </Dialog>
  )
}

function Unavailable({ error }: { error: unknown }) {
  const failure = failureOf(error)
  const missing = failure.status === 404
  return (
    <ErrorState
      title={missing ? 'There is no such workflow or branch' : 'The versions could not be read'}
      detail={missing ? LINK_MAY_BE_CUT : [failure.message, failure.hint].filter(Boolean).join(' ')}
    />
  )
}
