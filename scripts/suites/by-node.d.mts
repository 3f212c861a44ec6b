export const plainRooms: readonly string[];
export const plainTests: readonly string[];
export const testsOfMeaning: readonly string[];
