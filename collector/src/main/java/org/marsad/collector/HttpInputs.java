package org.marsad.collector;

import java.util.List;
import java.util.stream.Stream;
import org.marsad.collector.input.BulkHttpInput;
import org.marsad.collector.input.ElasticService;
import org.marsad.collector.input.EventsHttpInput;
import org.marsad.collector.input.HecHttpInput;
import org.marsad.collector.input.HttpPort;
import org.marsad.collector.input.HttpRoute;
import org.marsad.collector.input.InputContext;
import org.marsad.collector.input.OtlpHttpInput;
import org.marsad.collector.input.RequestKeys;

/**
 * The inputs over HTTP: all of them at the port of the API, some at a port of their own besides.
 *
 * @param routes at the port of the API
 * @param ports the others that are to listen
 */
record HttpInputs(List<HttpRoute> routes, List<HttpPort> ports) {
  static HttpInputs of(CollectorConfig config, InputContext context, RequestKeys keys) {
    HttpRoute events = new EventsHttpInput(config.eventsHttp(), context, keys).route();
    HttpRoute bulk = new BulkHttpInput(config.eventsHttp(), context).route();
    var elastic = new ElasticService();
    List<HttpRoute> hec = new HecHttpInput(config.eventsHttp(), context).routes();
    HttpRoute otlp = new OtlpHttpInput(config.eventsHttp(), context).route();
    var ports =
        Stream.of(
            new HttpPort("elastic", config.elastic(), List.of(bulk, elastic.alone())),
            new HttpPort("splunk_hec", config.splunkHec(), hec),
            new HttpPort("otlp_http", config.otlpHttp(), List.of(otlp)));
    return new HttpInputs(
        Stream.concat(Stream.of(events, bulk, elastic.shared(), otlp), hec.stream()).toList(),
        ports.filter(port -> port.config().enabled()).toList());
  }
}
