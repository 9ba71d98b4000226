import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/**
 * DynamoDB Local, in memory. Its own main program listens on every interface and has telemetry; this listens on loopback alone,
 * says on which port, and ends with the process that it is told of.
 */
public class LoopbackDynamoDb {
    public static void main(final String[] args) throws Exception {
        final var owner = ProcessHandle.of(Long.parseLong(args[0])).orElseThrow();
        owner.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
        final var requests = new LocalDynamoDBRequestHandler(0, true, null, true, false);
        final var server = new Server(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        server.setHandler(new LocalDynamoDBServerHandler(requests, null));
        server.start();
        System.out.println("port " + ((NetworkConnector) server.getConnectors()[0]).getLocalPort());
    }
}
