/** The Home Assistant version whose contract this hub holds: PROTOCOL section 3. */
export const HA_VERSION = "2026.11.0";
