import type { TagHead, VersionEntry } from '@aob/schemas'

/**
 * Whether a tag already has everything of another: it came from there, has merged it, or says the same. `versions` are those of the tag,
 * as far back as they are known; of what is older nothing is said.
 */
export function hasAllOf(other: Pick<TagHead, 'artifactId' | 'casId'>, versions: readonly Pick<VersionEntry, 'artifactId' | 'mergedId' | 'casId'>[]): boolean {
  return versions[0]?.casId === other.casId || versions.some(({ artifactId, mergedId }) => artifactId === other.artifactId || mergedId === other.artifactId)
}
