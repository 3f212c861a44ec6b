export { ProfileFault, profileNamed, profileNames, thisMachine } from './profiles';
export { profilesJsonSchema, type CommandProfile, type Profile, type RayProfile, type SlurmProfile } from './schema';
