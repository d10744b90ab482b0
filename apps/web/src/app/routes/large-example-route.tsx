import { LargeExamplePage, type VersionTrackProps } from '../../features/example/large-example-page.tsx'
import { PatchTrack } from '../../features/timeline/patch-track.tsx'

const track = (props: VersionTrackProps) => <PatchTrack {...props} describe={describe} />
const describe = (index: number) => (index === 0 ? 'As it began' : `After change ${index}`)

export function LargeExampleRoute() {
  return <LargeExamplePage track={track} />
}
