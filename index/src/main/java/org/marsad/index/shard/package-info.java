/** Time-partitioned indexes: each shard is a folder with an ordinary Lucene index. */
@NullMarked
package org.marsad.index.shard;

import org.jspecify.annotations.NullMarked;
