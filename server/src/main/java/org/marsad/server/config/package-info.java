/**
 * Settings from {@code marsad.yaml}, the environment and {@code --set}, put over the defaults of
 * the config records. Start with {@link org.marsad.server.config.ConfigBinder}.
 */
@NullMarked
package org.marsad.server.config;

import org.jspecify.annotations.NullMarked;
