/**
 * Some hundred events as one block of bytes: the originals to the byte, at the price of columns.
 * {@link org.marsad.index.block.EventBlockWriter} writes, {@link org.marsad.index.block.EventBlock}
 * reads and describes the format. Begin with {@code RowCutter}, which tells what is constant in an
 * event from what is not.
 */
@NullMarked
package org.marsad.index.block;

import org.jspecify.annotations.NullMarked;
