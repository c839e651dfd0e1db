package org.marsad.collector.input;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.marsad.collector.frame.RelpFrameDecoder;
import org.marsad.collector.intake.Ingest;
import org.marsad.collector.intake.Refusal;
import org.marsad.model.event.Origin;
import org.marsad.model.event.RawBatch;
import org.marsad.model.metrics.Metrics;

/**
 * One session of RELP. A message is acknowledged when the journal has made it durable, all messages
 * of one read with one write. Until then the sender keeps it, so a session is never ended with an
 * answer of failure: librelp forgets a message whose answer is not 200, and sends again what has no
 * answer when the session is closed. Runs on the connection's event loop.
 */
final class RelpConnection extends FrameConnection implements RelpFrameDecoder.Listener {
  private static final byte[] OK = ascii(" rsp 6 200 OK\n");
  private static final byte[] GOODBYE = ascii("0 serverclose 0\n");
  private static final String OFFERS = "relp_version=0\nrelp_software=marsad\ncommands=syslog";
  private static final int ANSWER = 9 + OK.length;
  private static final int FIRST = 64;

  private final RelpFrameDecoder decoder;
  private final int window;
  private final Metrics.Counter windowFull;

  /** The messages that no batch on its way to the log answers for yet. */
  private int[] gathered = new int[FIRST];

  private int count;

  /** Messages and batches that were sent to the log and are not durable. */
  private int messages;

  private int batches;

  /** Nothing is read any more; when all is acknowledged the session ends. */
  private boolean closing;

  /** The sender has asked for the end by this transaction; 0 if not. */
  private int closeTransaction;

  private boolean full;

  RelpConnection(Channel channel, Origin origin, RelpConfig config, InputContext context) {
    super(channel, origin, config.frameTimeout(), context);
    decoder = new RelpFrameDecoder((int) config.maxFrame().bytes(), this);
    window = config.window();
    windowFull =
        context
            .metrics()
            .counter(
                "marsad_collector_window_full",
                "Times a sender was not read because too much of it waited to be acknowledged.",
                "input",
                origin.input());
  }

  @Override
  int decode(byte[] block, int from, int to, RawBatch.Builder into) {
    if (closing) {
      return to;
    }
    int at = decoder.decode(block, from, to, into);
    if (decoder.problem() != null) {
      closing = true;
      count("relp-malformed", decoder.problem());
    }
    return at;
  }

  /** What has no end has no answer, and will be sent again. */
  @Override
  void finish(byte[] block, int from, int to, RawBatch.Builder into) {}

  @Override
  public void message(int txnr) {
    if (count == gathered.length) {
      gathered = Arrays.copyOf(gathered, 2 * count);
    }
    gathered[count++] = txnr;
  }

  @Override
  public boolean command(int txnr, byte[] block, int name, int nameEnd, int data, int dataEnd) {
    String command = text(block, name, nameEnd);
    switch (command) {
      case "open" -> open(txnr, text(block, data, dataEnd));
      case "close" -> {
        closeTransaction = txnr;
        closing = true;
      }
      default -> {
        if (txnr != 0) {
          answer(txnr, "500 command not supported");
        }
      }
    }
    return !closing;
  }

  private void open(int txnr, String offers) {
    boolean offered =
        offers
            .lines()
            .filter(line -> line.startsWith("commands="))
            .allMatch(line -> (line.substring(9) + ",").contains("syslog,"));
    if (offered) {
      answer(txnr, "200 OK\n" + OFFERS);
    } else {
      answer(txnr, "500 the command syslog is required");
      closing = true;
      count("relp-offers", "it does not offer the command syslog");
    }
  }

  @Override
  Ingest.Done receipt() {
    var receipt = new Receipt(Arrays.copyOf(gathered, count));
    messages += count;
    batches++;
    count = 0;
    return receipt;
  }

  @Override
  void readComplete() {
    super.readComplete();
    // Messages without a byte, and the ends of long ones, wait for what was sent before them.
    if (count > 0 && batches == 0) {
      acknowledge(gathered, count);
      count = 0;
    }
    progress();
  }

  @Override
  boolean isBusy() {
    return closing || messages + count >= window || !channel().isWritable();
  }

  /** What is not read has no answer: the sender has lost nothing. */
  @Override
  void stopping() {
    closing = true;
    paceReading();
  }

  @Override
  boolean isSettled() {
    return batches == 0;
  }

  @Override
  boolean isAnswering() {
    return true;
  }

  @Override
  void sayGoodbye() {
    ByteBuf bytes = channel().alloc().buffer(64);
    if (closeTransaction > 0) {
      number(closeTransaction, bytes);
      bytes.writeBytes(ascii(" rsp 0\n"));
    }
    channel().writeAndFlush(bytes.writeBytes(GOODBYE));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    paceReading();
  }

  private void settled(int[] transactions, boolean durable) {
    messages -= transactions.length;
    batches--;
    if (isGone()) {
      return;
    }
    if (durable) {
      acknowledge(transactions, transactions.length);
    } else if (!closing) {
      closing = true;
      count("relp-refused", "the log did not take what it sent");
    }
    if (batches == 0 && count > 0) {
      acknowledge(gathered, count);
      count = 0;
    }
    progress();
  }

  /** Ends the session if it is time, else reads on or not. */
  private void progress() {
    if (closing && batches == 0 && channel().isActive()) {
      sayGoodbye();
      channel().close();
      return;
    }
    boolean isFull = messages + count >= window;
    if (isFull && !full) {
      windowFull.increment();
    }
    full = isFull;
    paceReading();
  }

  private void acknowledge(int[] transactions, int size) {
    ByteBuf bytes = channel().alloc().buffer(size * ANSWER);
    for (int i = 0; i < size; i++) {
      number(transactions[i], bytes);
      bytes.writeBytes(OK);
    }
    channel().writeAndFlush(bytes);
  }

  private void answer(int txnr, String text) {
    channel().writeAndFlush(channel().alloc().buffer().writeBytes(ascii(frame(txnr, text))));
  }

  private static String frame(int txnr, String text) {
    return txnr + " rsp " + text.length() + " " + text + "\n";
  }

  private static void number(int value, ByteBuf into) {
    int digits = 1;
    for (int rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    int at = into.writerIndex();
    into.ensureWritable(digits).writerIndex(at + digits);
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      into.setByte(i, '0' + rest % 10);
      rest /= 10;
    }
  }

  private static String text(byte[] block, int from, int to) {
    return new String(block, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Is told on a thread of the log how a batch ended. */
  private final class Receipt implements Ingest.Done {
    private final int[] transactions;

    Receipt(int[] transactions) {
      this.transactions = transactions;
    }

    @Override
    public void durable(long firstId) {
      tell(true);
    }

    @Override
    public void refused(Refusal refusal) {
      tell(false);
    }

    private void tell(boolean durable) {
      try {
        channel().eventLoop().execute(() -> settled(transactions, durable));
      } catch (RejectedExecutionException _) {
        // The thread has ended, and with it the session.
      }
    }
  }
}
